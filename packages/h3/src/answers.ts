import { clientIpInfoOf, type Resolution } from "@client-ip/node";
import type { NodeRequest } from "@client-ip/node/adapter";
import { contextOf, webRequestOf } from "./event.ts";

/**
 * Gives an event's context its answers, and `getRequestIP(event)` the client. Nothing is computed
 * before it is read.
 *
 * For a request without a client `getRequestIP` of h3 1 would answer the socket's peer, which is a
 * proxy. There it answers `unknown` (RFC 7239 6.2), and `undefined` in h3 2.
 */
export function defineAnswers(event: object, req: NodeRequest): void {
  const context = contextOf(event);
  const info = (): Resolution => clientIpInfoOf(req);
  const clientIp = (): string | undefined => info().ip;
  const request = webRequestOf(event);
  Object.defineProperties(context, {
    clientIp: computed(clientIp),
    clientIpInfo: computed(info),
    clientAddress: computed(request === undefined ? () => clientIp() ?? "unknown" : clientIp),
  });
  if (request !== undefined) Object.defineProperty(request, "ip", computed(clientIp));
}

/** Another library's value must not replace ours. */
function computed(get: () => unknown): PropertyDescriptor {
  return { configurable: true, enumerable: true, get, set() {} };
}
