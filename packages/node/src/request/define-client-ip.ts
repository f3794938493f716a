import type { EventEmitter } from "node:events";
import { warnOnce } from "../warnings/warn-once.ts";
import { boundResolutionOf } from "./client-ip.ts";
import type { NodeRequest } from "./request-like.ts";

const DEFINED: unique symbol = Symbol("client-ip getters");

/**
 * Gives the requests of one application `clientIp` and `clientIpInfo`: two getters on the prototype
 * that all of them inherit from, defined with the first request. Nothing is defined, read or
 * computed per request. Both are `undefined` for a request without a bound resolver.
 *
 * Another library's `clientIp` must not replace ours silently. An assignment is ignored with a
 * warning. If the first request has a property of its own, a warning follows when its response
 * ends.
 *
 * @param prototype of the application's requests or contexts.
 * @param request the first request or context.
 * @param response of that request.
 * @param nodeRequestOf finds Node's request in a request or context; `undefined` for the prototype.
 *
 * @example
 * ```ts
 * import { IncomingMessage, ServerResponse } from "node:http";
 * import { Socket } from "node:net";
 * import { bindResolver, defineClientIp, resolverOf } from "@client-ip/node/adapter";
 *
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "198.51.100.9" });
 * const prototype = Object.create(IncomingMessage.prototype);
 * const req = Object.setPrototypeOf(new IncomingMessage(socket), prototype);
 * bindResolver(req, resolverOf("direct"));
 * defineClientIp(prototype, req, new ServerResponse(req), (request) => request);
 * req.clientIp; // -> "198.51.100.9"
 * ```
 */
export function defineClientIp<Request extends object>(
  prototype: object & { [DEFINED]?: true },
  request: Request,
  response: EventEmitter,
  nodeRequestOf: (request: Request) => NodeRequest | undefined,
): void {
  if (prototype[DEFINED] === true) return;
  prototype[DEFINED] = true;
  const succeeded = [
    Reflect.defineProperty(prototype, "clientIp", {
      configurable: true,
      get(this: Request) {
        return boundResolutionOf(nodeRequestOf(this))?.ip;
      },
      set: warnOfShadow,
    }),
    Reflect.defineProperty(prototype, "clientIpInfo", {
      configurable: true,
      get(this: Request) {
        return boundResolutionOf(nodeRequestOf(this));
      },
      set: warnOfShadow,
    }),
  ];
  if (succeeded.includes(false)) warnOfShadow();
  response.once("close", () => {
    if (Object.hasOwn(request, "clientIp")) warnOfShadow();
  });
}

function warnOfShadow(): void {
  warnOnce("CLIENT_IP_SHADOWED", "", () => {
    return (
      "Other code sets clientIp on requests too, such as request-ip's mw(). " +
      "If it defines the property, the answer of client-ip is hidden: remove it."
    );
  });
}
