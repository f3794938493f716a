import { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import { Socket } from "node:net";
import { ClientIpError } from "@client-ip/core";

/** A request of node:http, node:https, or node:http2's compatibility API. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/**
 * What has a client's address: a request of Node, a framework's object that holds one, or a socket
 * of a net or tls server. Fastify's request holds it in `raw`, Koa's context in `req`, Hono's
 * context in `env.incoming`, h3's event and srvx's request in `runtime.node.req`, hapi's request in
 * `raw.req`.
 */
export type RequestLike =
  | NodeRequest
  | Socket
  | { readonly raw: NodeRequest | { readonly req: NodeRequest } }
  | { readonly req: NodeRequest }
  // Hono's context: `env` has a type only if the application gives it one.
  | { readonly env: unknown; readonly req: { readonly raw: unknown } }
  // h3 2: `runtime` has `node` in Node alone.
  | { readonly runtime: unknown; readonly url: unknown };

/**
 * The request or socket in what a caller gave.
 *
 * A test double counts as a request if it has `headers` and a `socket`, as those of node-mocks-http
 * do.
 *
 * @throws ClientIpError `config-type` if there is none; the remedy names what to give instead.
 */
export function requestIn(given: RequestLike): NodeRequest | Socket {
  const request: unknown = given;
  if (hasRawHeaders(request) || request instanceof Socket) return request;
  // Fastify's and Koa's own objects have headers and a socket too, but the resolver is bound to the
  // request that they hold.
  const { raw, req }: { readonly raw?: unknown; readonly req?: unknown } = Object(request);
  if (isRequest(raw)) return raw;
  if (isRequest(req)) return req;
  const held = heldBy(Object(request));
  if (isRequest(held)) return held;
  return isDouble(request) ? request : failNoRequest(request);
}

/**
 * What stands for the request of an object that holds none. Shared by all installed copies of this
 * package.
 */
const STAND_IN: unique symbol = Symbol.for("@client-ip/node stand-in");

/**
 * What stands for a request of Node, for an adapter to a runtime that has none. From then on
 * `clientIpOf` and the others find it in the holder.
 *
 * @param holder the framework's object for one request.
 * @param make called if the holder has none yet. Its `socket` has `remoteAddress`, as text.
 *
 * @example
 * ```ts
 * import { clientIpOf, createResolver } from "@client-ip/node";
 * import { type NodeRequest, requestFor } from "@client-ip/node/adapter";
 *
 * const double: NodeRequest = Object({ headers: {}, socket: { remoteAddress: "203.0.113.7" } });
 * const context = { req: double };
 * requestFor(context, () => double) === requestFor(context, () => double); // -> true
 * clientIpOf(context, createResolver("direct")); // -> "203.0.113.7"
 * ```
 */
export function requestFor(
  holder: object & { [STAND_IN]?: NodeRequest },
  make: () => NodeRequest,
): NodeRequest {
  return (holder[STAND_IN] ??= make());
}

/** The fields in which frameworks hold Node's request further in. */
interface Holder {
  readonly [STAND_IN]?: unknown;
  readonly env?: { readonly incoming?: unknown } | null;
  readonly node?: { readonly req?: unknown } | null;
  readonly raw?: { readonly req?: unknown } | null;
  readonly runtime?: { readonly node?: { readonly req?: unknown } } | null;
}

function heldBy({ [STAND_IN]: standIn, env, node, raw, runtime }: Holder): unknown {
  return standIn ?? raw?.req ?? env?.incoming ?? runtime?.node?.req ?? node?.req;
}

function isRequest(value: unknown): value is NodeRequest {
  return hasRawHeaders(value) || isDouble(value);
}

function hasRawHeaders(value: unknown): value is NodeRequest {
  if (!isRecord(value)) return false;
  const { rawHeaders, socket } = value;
  if (!Array.isArray(rawHeaders)) return false;
  // Without a socket, only Node's own object is a request: one whose client disconnected.
  return isRecord(socket) || isOfNode(value);
}

/** The headers of a request. A test double may have none. */
export function headersOf({ headers }: NodeRequest): NodeRequest["headers"] {
  return isRecord(headers) ? headers : {};
}

/**
 * @param given what a record has to be written to.
 * @throws ClientIpError `config-type` if a test has frozen it.
 */
export function checkExtensible(given: object, what: string): void {
  if (Object.isExtensible(given)) return;
  throw new ClientIpError({
    code: "config-type",
    given: `a ${what} that is frozen`,
    expected: `a ${what} to which a property can be added`,
    remedy: "In a test give a copy: { ...request, socket: { ...request.socket } }.",
  });
}

/** Without raw header lines. */
function isDouble(value: unknown): value is NodeRequest {
  if (!isRecord(value) || "rawHeaders" in value) return false;
  return isRecord(value["headers"]) && isRecord(value["socket"]);
}

/**
 * Whether it is a request of HTTP/2. The version that a client of HTTP/1 states may be any, and a
 * request of HTTP/1 may have a `stream` of the application's.
 */
export function isHttp2(req: object): req is Http2ServerRequest {
  return "stream" in req && !(req instanceof IncomingMessage);
}

function isOfNode(value: object): boolean {
  return value instanceof IncomingMessage || value instanceof Http2ServerRequest;
}

function failNoRequest(given: unknown): never {
  throw new ClientIpError({
    code: "config-type",
    given: `${kindOf(given)} in place of a request`,
    expected: "a request of Node, or a socket of a net or tls server",
    remedy: remedyFor(given),
  });
}

/** What a value is, for an error. */
export function kindOf(given: unknown): string {
  if (typeof given !== "object" || given === null)
    return String(given === null ? null : typeof given);
  const name: unknown = Object.getPrototypeOf(given)?.constructor?.name;
  return typeof name === "string" && name !== "Object" ? `an object of ${name}` : "an object";
}

/** What each framework's own object holds, and where Node's request is in it. */
const HOLDERS: readonly {
  readonly holds: (given: Readonly<Record<string, unknown>>) => boolean;
  readonly remedy: string;
}[] = [
  {
    holds: ({ req }) => isRecord(req) && isWebRequest(req["raw"]),
    remedy:
      "In Hono write app.use(clientIp(path)) of @client-ip/hono first. On Node serve the application with @hono/node-server: clientIpOf(c) takes c.env.incoming.",
  },
  {
    holds: ({ req }) => isWebRequest(req),
    remedy:
      "In h3 clientIpOf(event) takes event.runtime.node.req, which h3 has on Node alone: serve the application with serve() of h3 or srvx.",
  },
  {
    holds: (given) => isWebRequest(given),
    remedy: "A web Request knows no peer: give the request of Node that it was made from.",
  },
  {
    holds: (given) => "request" in given && "handshake" in given,
    remedy: "In socket.io write clientIpOf(socket.request).",
  },
  {
    holds: ({ switchToHttp }) => typeof switchToHttp === "function",
    remedy: "In NestJS write clientIpOf(requestOf(context)), with requestOf of @client-ip/nestjs.",
  },
  {
    holds: (given) => "rawHeaders" in given || "headers" in given,
    remedy:
      "A test double needs a socket, and headers: { headers, socket: { remoteAddress: '203.0.113.7' } }. Better use supertest or inject().",
  },
];

function remedyFor(given: unknown): string {
  const found = isRecord(given) ? HOLDERS.find(({ holds }) => holds(given)) : undefined;
  return (
    found?.remedy ??
    "Write clientIpOf(req) or clientIpOf(socket), with the resolver as second argument."
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isWebRequest(value: unknown): boolean {
  return typeof Request === "function" && value instanceof Request;
}
