import type { Resolver } from "@client-ip/core";
import type { Config } from "../request/config.ts";
import { bindResolver } from "../request/client-ip.ts";
import type { NodeRequest } from "../request/request-like.ts";
import { type ClientIpOptions, gateOf } from "./gate.ts";
import { rejectRequest } from "./rejection.ts";

/**
 * Middleware of the shape `(req, res, next)`: after it, `clientIpOf(req)` needs no resolver.
 *
 * @param config as for `createResolver`, or a resolver.
 * @param given the options of `createResolver`, for a configuration that is no resolver; whether
 *   requests are sealed or rejected; and `compare`, the answer before.
 * @throws ClientIpError at once if the configuration cannot be right.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import type { AddressInfo } from "node:net";
 * import { clientIp, clientIpOf } from "@client-ip/node";
 *
 * const bind = clientIp("direct");
 * const server = createServer((req, res) => bind(req, res, () => res.end(clientIpOf(req))));
 * server.listen(0);
 * const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
 * await reply.text(); // -> "127.0.0.1"
 * server.close();
 * ```
 */
export function clientIp(
  config?: Config | Resolver,
  given?: ClientIpOptions<NodeRequest>,
): (req: NodeRequest, res?: unknown, next?: (error?: unknown) => void) => void {
  const { resolver, admits } = gateOf(config, given);
  return (req, res, next) => {
    try {
      bindResolver(req, resolver);
      if (!admits(req)) {
        if (res !== undefined) rejectRequest(req, Object(res));
        return;
      }
    } catch (error) {
      if (next === undefined) throw error;
      next(error);
      return;
    }
    next?.();
  };
}
