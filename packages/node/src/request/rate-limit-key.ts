import {
  rateLimitKey as keyOfResolution,
  type RateLimitKeyOptions,
  type Resolution,
} from "@client-ip/core";
import { clientIpInfoOf } from "./client-ip.ts";
import type { RequestLike } from "./request-like.ts";

/**
 * The key under which a client's requests are counted or banned. A request without a client has one
 * too, made of its status and the outermost proven address.
 *
 * - IPv4, also by NAT64: `203.0.113.7`.
 * - public IPv6: `2001:db8:0:1200::/56`, since one client has all addresses of a network.
 * - other IPv6: `fd00::7/128`.
 * - unresolved: `unresolved:missing:10.0.0.5`, with `unix` or `none` if there is no address.
 *
 * A limiter can call it directly: `rateLimit({ keyGenerator: rateLimitKey })`.
 *
 * @param request to which a resolver is bound; or a resolution: `clientIpInfoOf(req, resolver)`.
 * @throws ClientIpError `config-type` for what is neither, `bad-field` for a length that is out of
 *   its range. Never for a request.
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { clientIpInfoOf, createResolver, rateLimitKey } from "@client-ip/node";
 *
 * const peer = { value: "2001:db8:0:1234::7" };
 * const req = new IncomingMessage(Object.defineProperty(new Socket(), "remoteAddress", peer));
 * rateLimitKey(req); // -> "2001:db8:0:1200::/56"
 * rateLimitKey(req, { ipv6Prefix: 64 }); // -> "2001:db8:0:1234::/64"
 * rateLimitKey(clientIpInfoOf(req, createResolver("loopback"))); // -> "2001:db8:0:1200::/56"
 * ```
 */
export function rateLimitKey(
  request: RequestLike | Resolution,
  options?: RateLimitKeyOptions,
): string {
  return keyOfResolution(isResolution(request) ? request : clientIpInfoOf(request), options);
}

/** No request of Node and no framework's object has both. */
function isResolution(value: RequestLike | Resolution): value is Resolution {
  return typeof value === "object" && value !== null && "via" in value && "proof" in value;
}
