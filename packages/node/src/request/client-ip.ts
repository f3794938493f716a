import {
  ClientIpError,
  Explanation,
  isResolver,
  type Resolution,
  type Resolver,
} from "@client-ip/core";
import { publishResolution } from "./resolution-channel.ts";
import { warnOfResolution } from "../warnings/resolution.ts";
import { warnOfSeveralCas } from "./certificate.ts";
import { createResolver } from "./create-resolver.ts";
import { evidenceOf, RequestEvidence } from "./evidence.ts";
import { checkFramework, failFramework } from "./framework.ts";
import { type NodeRequest, type RequestLike, requestIn } from "./request-like.ts";
import {
  type Binding,
  foundRecord,
  ownRecord,
  type Places,
  recordOf,
  type RequestRecord,
} from "./request-record.ts";
import { undecided } from "./undecided.ts";

let unconfigured: Resolver | undefined;

/**
 * Binds a resolver to a request. From now on it answers calls that name no resolver. The peer, the
 * certificate and the header lines are recorded as they are now. If it is called again, the last
 * resolver counts.
 *
 * @param req the request, as Node made it.
 * @param resolver from `resolverOf` or `createResolver`.
 * @param place identifies a part of the framework, such as a router, if parts have resolvers of
 *   their own.
 * @param follow called once, when a second part binds the request. It returns what tracks the
 *   request through the parts.
 * @throws ClientIpError `config-type` for anything that is no request, such as another framework's
 *   object.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { clientIpOf } from "@client-ip/node";
 * import { bindResolver, resolverOf } from "@client-ip/node/adapter";
 *
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
 * const req = new IncomingMessage(socket);
 * bindResolver(req, resolverOf("direct"));
 * clientIpOf(req); // -> "198.51.100.9"
 * ```
 */
export function bindResolver(
  req: NodeRequest,
  resolver: Resolver,
  place?: unknown,
  follow?: (outer: Binding) => Places,
): void {
  // Nearly every request is Node's own, and needs no check. Untyped callers may give nothing.
  if (!Array.isArray(req?.rawHeaders)) {
    checkFramework(req);
    if (requestIn(req) !== req) failFramework(req);
  }
  const record = recordOf(req);
  if (record.resolver !== undefined && record.place !== place && follow !== undefined) {
    record.places ??= follow({ resolver: record.resolver, place: record.place });
  }
  record.places?.bind({ resolver, place });
  record.resolver = resolver;
  record.place = place;
}

/**
 * Whether a resolver is bound to a request. Nothing is computed.
 *
 * @param request as for {@link clientIpInfoOf}.
 * @throws ClientIpError `config-type` for anything that is no request.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { bindResolver, isBound, resolverOf } from "@client-ip/node/adapter";
 *
 * const req = new IncomingMessage(new Socket());
 * isBound(req); // -> false
 * bindResolver(req, resolverOf("direct"));
 * isBound(req); // -> true
 * ```
 */
export function isBound(request: RequestLike): boolean {
  return foundRecord(requestIn(request))?.resolver !== undefined;
}

/** The answer of the resolver that is bound to the request; `undefined` if none is. */
export function boundResolutionOf(req: NodeRequest | undefined): Resolution | undefined {
  const found = req === undefined ? undefined : foundRecord(req);
  if (found?.resolver === undefined) return undefined;
  return boundResolution(found.owner === req ? found : recordOf(req!));
}

/**
 * The resolvers of the part of the framework where the request is, the innermost first: several if
 * that cannot be told, none if none is bound.
 */
export function boundResolvers(record: RequestRecord | undefined): readonly Resolver[] {
  const current = record?.places?.current() ?? [];
  if (current.length > 0 || record?.resolver === undefined) return current;
  return [record.resolver];
}

function boundResolution(record: RequestRecord): Resolution {
  if (record.places === undefined) return resolutionFor(record, resolverFor(record, undefined));
  const [inner = resolverFor(record, undefined), ...others] = record.places.current();
  let resolution = resolutionFor(record, inner);
  for (const other of others) {
    const outer = resolutionFor(record, other);
    if (resolution.ip !== outer.ip) return undecided(outer);
    resolution = outer;
  }
  return resolution;
}

/**
 * The client of a request, how it is known, and if it is unknown, why.
 *
 * @param request of node:http, https or http2's compatibility API, also in an `upgrade` listener; a
 *   framework's object that holds one; or a socket of a net or tls server, whose evidence is its
 *   PROXY headers.
 * @param resolver from {@link createResolver}. By default the one that a middleware bound to this
 *   request, or else one without a configuration.
 * @returns the same object each time for the same request and resolver.
 * @throws ClientIpError `config-type` for anything that is no request, or no resolver.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { clientIpInfoOf, createResolver } from "@client-ip/node";
 *
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
 * const req = new IncomingMessage(socket);
 * const info = clientIpInfoOf(req, createResolver("direct"));
 * info.ip; // -> "198.51.100.9"
 * info.status; // -> "resolved"
 * ```
 */
export function clientIpInfoOf(request: RequestLike, resolver?: Resolver): Resolution {
  const record = ownRecord(request) ?? recordOf(requestIn(request));
  return resolver === undefined
    ? boundResolution(record)
    : resolutionFor(record, resolverFor(record, resolver));
}

/** The resolution of one resolver for a request, which is computed once. */
export function resolutionFor(record: RequestRecord, resolver: Resolver): Resolution {
  for (let cached = record.resolutions; cached !== undefined; cached = cached.next) {
    if (cached.resolver === resolver) return cached.resolution;
  }
  const evidence = new RequestEvidence(record, resolver.cas);
  const resolution = resolver.resolve(evidence);
  record.resolutions = { resolver, resolution, next: record.resolutions };
  publishResolution(record.owner, resolution, resolver);
  warnOfResolution(resolution, evidence, resolver);
  const { certificate } = record.connection;
  if (certificate?.severalCas === true) warnOfSeveralCas(certificate, resolution, evidence);
  return resolution;
}

function resolverFor(record: RequestRecord | undefined, given: Resolver | undefined): Resolver {
  if (given !== undefined && !isResolver(given)) {
    throw new ClientIpError({
      code: "config-type",
      given: "a configuration for one request",
      expected: "a resolver",
      remedy: "Create it once, at startup: createResolver(path).",
    });
  }
  return (
    given ?? record?.resolver ?? record?.sealed?.resolver ?? (unconfigured ??= createResolver())
  );
}

/**
 * Why {@link clientIpOf} answers what it answers: the walk step by step, for people. It costs more
 * than the answer.
 *
 * @param request as for {@link clientIpInfoOf}.
 * @param resolver as for {@link clientIpInfoOf}.
 * @returns text with `String()`, plain data with `JSON.stringify()`, ANSI colors with `toColor()`.
 *   It never holds a secret.
 * @throws ClientIpError as {@link clientIpInfoOf}.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { createResolver, explainClientIp } from "@client-ip/node";
 *
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
 * const explanation = explainClientIp(new IncomingMessage(socket), createResolver("direct"));
 * String(explanation).includes("198.51.100.9 is the client"); // -> true
 * ```
 */
export function explainClientIp(request: RequestLike, resolver?: Resolver): Explanation {
  const req = requestIn(request);
  const found = foundRecord(req);
  const [inner = resolverFor(found, resolver), ...others] =
    resolver === undefined ? boundResolvers(found) : [];
  let explanation = inner.explain(evidenceOf(req, inner));
  for (const other of others) {
    const outer = other.explain(evidenceOf(req, other));
    const { resolution, steps, unread } = outer;
    if (explanation.resolution.ip !== resolution.ip) {
      return new Explanation(undecided(resolution), steps, unread);
    }
    explanation = outer;
  }
  return explanation;
}

/**
 * The client's address.
 *
 * The answer is computed on the first call. Call it while the client is connected: an HTTP/2
 * request loses its socket when the client disconnects.
 *
 * @param request as for {@link clientIpInfoOf}.
 * @param resolver as for {@link clientIpInfoOf}.
 * @returns canonical text (RFC 5952; IPv4-mapped folded to IPv4), no port. `undefined` if no
 *   trusted proxy names the client; {@link clientIpInfoOf} says why.
 * @throws ClientIpError as {@link clientIpInfoOf}.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import type { AddressInfo } from "node:net";
 * import { clientIpOf, createResolver } from "@client-ip/node";
 *
 * const resolver = createResolver("loopback"); // nginx on this machine
 * const server = createServer((req, res) => res.end(clientIpOf(req, resolver))).listen(0);
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
 * const reply = await fetch(url, { headers: { "X-Forwarded-For": "203.0.113.7" } });
 * await reply.text(); // -> "203.0.113.7"
 * server.close();
 * ```
 */
export function clientIpOf(request: RequestLike, resolver?: Resolver): string | undefined {
  return clientIpInfoOf(request, resolver).ip;
}
