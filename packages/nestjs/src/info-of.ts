import { clientIpInfoOf, type RequestLike, type Resolution, type Resolver } from "@client-ip/node";
import { isBound } from "@client-ip/node/adapter";

/**
 * The answer of what is bound to a request. The module's own resolver answers where nothing is:
 * before the middleware, and at a gateway that has a port of its own.
 */
export function infoOf(request: RequestLike, resolver: Resolver | undefined): Resolution {
  return isBound(request) ? clientIpInfoOf(request) : clientIpInfoOf(request, resolver);
}
