import type { IncomingMessage, ServerResponse } from "node:http";
import { ClientIpError } from "@client-ip/node";

/** Node's request and response, as h3 holds them. */
export interface NodePair {
  readonly req: IncomingMessage & { readonly originalUrl?: string };
  readonly res: ServerResponse;
}

/** The route that a router has chosen: `path` in h3 1, `route` in h3 2. */
export interface MatchedRoute {
  readonly path?: string;
  readonly route?: string;
  /** Those of this route alone. */
  readonly middleware?: readonly unknown[];
}

/** The fields of an event of h3 1 and of h3 2, and of what Nitro 3.0.0 gives to its hooks. */
interface Fields {
  readonly context?: object;
  readonly runtime?: { readonly node?: NodePair };
  readonly node?: NodePair;
  readonly path?: string;
  readonly url?: { readonly pathname: string };
  readonly headers?: Headers;
  /** In h3 1 that of Node, of which none of these is read. */
  readonly req?: {
    readonly url?: string;
    readonly context?: object;
    readonly runtime?: { readonly node?: NodePair };
    readonly headers?: Headers;
  };
}

const fieldsOf = (event: object): Fields => event;

/** Whether h3 called the handler. */
export function isEvent(event: object): boolean {
  // Untyped callers may give nothing.
  const { node, req }: Fields = Object(event);
  return node !== undefined || req instanceof Request;
}

/**
 * Node's request and response in an event.
 *
 * @throws ClientIpError `config-type` if there are none.
 */
export function nodeOf(event: object): NodePair {
  const { runtime, node, req } = fieldsOf(event);
  const found = runtime?.node ?? node ?? req?.runtime?.node;
  if (found?.req !== undefined) return found;
  throw new ClientIpError({
    code: "config-type",
    given: "an event of h3 without a request of Node",
    expected: "an event that came by a server of Node",
    remedy:
      "Serve the application with serve() of h3 2, or with toNodeListener() of h3 1. The h3 of a test, app.request(), has no peer.",
  });
}

/** Where h3 keeps what it knows of a request. */
export function contextOf(event: object): object & { readonly matchedRoute?: MatchedRoute } {
  const { context, req } = fieldsOf(event);
  return context ?? req?.context ?? {};
}

/** The headers that handlers read, which are a copy of Node's. */
export function headersOf(event: object): Headers {
  const { headers, req } = fieldsOf(event);
  return headers ?? req!.headers!;
}

/**
 * Whether two events are of one request, and not the second of a mounted fetch handler. Its object
 * may be another: `assertBodySize` of h3 2 replaces it.
 */
export function isOneRequest(one: object, other: object): boolean {
  return fieldsOf(one).req?.url === fieldsOf(other).req?.url;
}

/** The request from which `getRequestIP` of h3 2 takes the peer; `undefined` in h3 1. */
export function webRequestOf(event: object): object | undefined {
  const { req, node } = fieldsOf(event);
  return req === node?.req ? undefined : req;
}

/** The URL as the client wrote it, but not while a handler of Node runs in h3 2. */
export function urlOf(event: object): string | undefined {
  // Not event.req.url, which mounts of h3 2 change together with event.url.
  const { originalUrl, url } = nodeOf(event).req;
  return originalUrl ?? url;
}

/**
 * The part of the path that mounts have consumed, without a slash at its end.
 *
 * @param raw of {@link urlOf}.
 * @returns `undefined` if it cannot be told, because the path is written in two ways.
 */
export function consumedPath(event: object, raw: string | undefined): string | undefined {
  const { path, url, req } = fieldsOf(event);
  // A hook of Nitro 3.0.0 has the request alone. Its URL must be read as h3 reads it: without the
  // host that a client may write, and without dots.
  const given = url?.pathname ?? path ?? pathnameOf(req?.url);
  if (given === undefined || raw === undefined) return undefined;
  const whole = trimmed(raw);
  const left = trimmed(given);
  return whole.endsWith(left) ? whole.slice(0, whole.length - left.length) : undefined;
}

function pathnameOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).pathname;
}

/** A URL without its query, and without a slash at its end. */
const trimmed = (url: string): string => url.replace(/\/?(?:[?#].*)?$/, "");
