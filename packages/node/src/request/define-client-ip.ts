import type { EventEmitter } from "node:events";
import { boundResolutionOf } from "./client-ip.ts";
import type { NodeRequest } from "./evidence.ts";
import { warnOnce } from "../warnings/warn-once.ts";

const installed: unique symbol = Symbol("client-ip getters");

/**
 * Gives the requests of one application their `clientIp` and `clientIpInfo`: two getters on the prototype
 * that the application has for them, installed with its first request, so that nothing is defined, read
 * or computed per request. For a request that has not passed the middleware both are `undefined`.
 *
 * Another library's `clientIp` must not win unseen: writing to it is ignored with a warning, and whether
 * the first request got one of its own is looked at when its response is done.
 *
 * @param prototype of the application's requests or contexts; others that inherit from it are served too.
 * @param carrier the first request or context.
 * @param response of that request.
 * @param requestOf finds Node's request in a carrier; the prototype itself has none.
 */
export function defineClientIp<Carrier extends object>(
  prototype: object & { [installed]?: true },
  carrier: Carrier,
  response: EventEmitter,
  requestOf: (carrier: Carrier) => NodeRequest | undefined,
): void {
  if (prototype[installed] === true) return;
  prototype[installed] = true;
  const defined = [
    Reflect.defineProperty(prototype, "clientIp", {
      configurable: true,
      get(this: Carrier) {
        return boundResolutionOf(requestOf(this))?.ip;
      },
      set: warnOfShadow,
    }),
    Reflect.defineProperty(prototype, "clientIpInfo", {
      configurable: true,
      get(this: Carrier) {
        return boundResolutionOf(requestOf(this));
      },
      set: warnOfShadow,
    }),
  ];
  if (defined.includes(false)) warnOfShadow();
  response.once("close", () => {
    if (Object.hasOwn(carrier, "clientIp")) warnOfShadow();
  });
}

function warnOfShadow(): void {
  warnOnce("CLIENT_IP_SHADOWED", "", () => {
    return (
      "Something else sets clientIp on requests as well, such as request-ip's mw(). " +
      "Where it defines the property, that hides the answer of client-ip: remove it."
    );
  });
}
