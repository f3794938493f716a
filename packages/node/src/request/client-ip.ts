import { Socket } from "node:net";
import {
  ClientIpError,
  type Config,
  type Explanation,
  isResolver,
  type Resolution,
  type Resolver,
} from "@client-ip/core";
import { type NodeRequest, evidenceOf } from "./evidence.ts";
import { createResolver, resolverOf } from "./create-resolver.ts";
import { warnOfResolution } from "../warnings/resolution.ts";

/** Shared by all installed copies of this package, so that they find each other's resolver: what it names keeps its shape. */
const RECORD: unique symbol = Symbol.for("@client-ip/node request");

/** What was answered about one request; nearly always by a single resolver. */
interface CachedResolution {
  readonly resolver: Resolver;
  readonly resolution: Resolution;
  readonly next: CachedResolution | undefined;
}

/**
 * All that is kept of a request, in one property: in Express each request has a shape of its own (its prototype is set),
 * and there every property that is added to one takes microseconds.
 */
interface RequestRecord {
  /** What it is kept of: a request that was made from another (`Object.create(req)`) finds that one's, which is not its own. */
  readonly owner: object;
  /** Who answers where no resolver is named. */
  resolver: Resolver | undefined;
  answers: CachedResolution | undefined;
}

interface Marked {
  [RECORD]?: RequestRecord;
}

let unconfigured: Resolver | undefined;

function recordOf(req: Marked): RequestRecord {
  const found = req[RECORD];
  if (found?.owner === req) return found;
  return (req[RECORD] = { owner: req, resolver: found?.resolver, answers: undefined });
}

/**
 * From here on this resolver answers for the request, wherever none is named. Nothing of the request is read.
 */
export function bindResolver(req: NodeRequest & Marked, resolver: Resolver): void {
  recordOf(req).resolver = resolver;
}

/** What the resolver answers that some middleware bound to the request; `undefined` if none did. */
export function boundResolutionOf(req: (NodeRequest & Marked) | undefined): Resolution | undefined {
  if (req?.[RECORD]?.resolver === undefined) return undefined;
  const record = recordOf(req);
  return resolutionFor(req, record, resolverFor(record, undefined));
}

/**
 * A request of Node, or a framework's own that carries one: Fastify's request (`raw`), Koa's context (`req`). Or a socket, as a
 * net or tls server hands it out.
 */
export type RequestLike =
  | NodeRequest
  | Socket
  | { readonly raw: NodeRequest }
  | { readonly req: NodeRequest };

function requestIn(carrier: RequestLike): (NodeRequest | Socket) & Marked {
  if (typeof carrier !== "object" || carrier === null) return refuseCarrier(carrier);
  if ("rawHeaders" in carrier) return carrier;
  if ("raw" in carrier) return carrier.raw;
  if ("req" in carrier) return carrier.req;
  return carrier instanceof Socket ? carrier : refuseCarrier(carrier);
}

function refuseCarrier(carrier: unknown): never {
  throw new ClientIpError({
    code: "config-type",
    given: `${typeof carrier === "object" && carrier !== null ? "an object" : typeof carrier} in place of a request`,
    expected: "a request, or a socket of a net or tls server",
    remedy: "Write clientIpOf(req) or clientIpOf(socket), with the resolver behind it.",
  });
}

/**
 * Who the client of a request is, and how that is known.
 *
 * @param request of node:http, https or http2's compatibility API; also in `upgrade` listeners; or what carries one. Or the
 *   socket of a net or tls server, which says what its PROXY headers say.
 * @param resolver from {@link createResolver}. Without it the one that a middleware bound to this request,
 *   or else "nothing configured".
 * @returns the same object whenever it is asked for again with the same resolver.
 */
export function clientIpInfoOf(request: RequestLike, resolver?: Resolver): Resolution {
  const req = requestIn(request);
  const record = recordOf(req);
  return resolutionFor(req, record, resolverFor(record, resolver));
}

function resolutionFor(
  req: NodeRequest | Socket,
  record: RequestRecord,
  asked: Resolver,
): Resolution {
  for (let known = record.answers; known !== undefined; known = known.next) {
    if (known.resolver === asked) return known.resolution;
  }
  const evidence = evidenceOf(req);
  const resolution = asked.resolve(evidence);
  record.answers = { resolver: asked, resolution, next: record.answers };
  warnOfResolution(resolution, evidence, asked);
  return resolution;
}

function resolverFor(record: RequestRecord | undefined, resolver: Resolver | undefined): Resolver {
  if (resolver !== undefined && !isResolver(resolver)) {
    throw new ClientIpError({
      code: "config-type",
      given: "a configuration for one request",
      expected: "a resolver",
      remedy: "Make it once, at start-up: createResolver(path).",
    });
  }
  return resolver ?? record?.resolver ?? (unconfigured ??= createResolver());
}

/**
 * Why {@link clientIpOf} answers what it answers: the walk step by step. For people; it costs more.
 *
 * @param request as in {@link clientIpInfoOf}.
 * @param resolver as in {@link clientIpInfoOf}.
 * @returns words with `String()`, plain data with `JSON.stringify()`, ANSI colors with `toColor()`; no secret.
 */
export function explainClientIp(request: RequestLike, resolver?: Resolver): Explanation {
  const req = requestIn(request);
  return resolverFor(req[RECORD], resolver).explain(evidenceOf(req));
}

/**
 * The client's address.
 *
 * @param request as in {@link clientIpInfoOf}.
 * @param resolver as in {@link clientIpInfoOf}.
 * @returns canonical text (RFC 5952; IPv4-mapped folded to IPv4), no port; `undefined` where nobody
 *   trustworthy says, and then {@link clientIpInfoOf} tells why.
 */
export function clientIpOf(request: RequestLike, resolver?: Resolver): string | undefined {
  return clientIpInfoOf(request, resolver).ip;
}

/**
 * Middleware of the `(req, res, next)` shape: `clientIpOf(req)` then answers by this configuration.
 *
 * @param config as for {@link createResolver}, or a resolver.
 * @throws ClientIpError at once where the configuration cannot be right.
 */
export function clientIp(
  config?: Config | Resolver,
): (req: NodeRequest, res?: unknown, next?: () => void) => void {
  const resolver = resolverOf(config);
  return (req, _res, next) => {
    bindResolver(req, resolver);
    next?.();
  };
}
