import { Duplex } from "node:stream";
import { ClientIpError, type Resolver } from "@client-ip/core";
import type { Config } from "../request/config.ts";
import { bindResolver } from "../request/client-ip.ts";
import type { NodeRequest } from "../request/request-like.ts";
import { type ClientIpOptions, gateOf } from "./gate.ts";
import { rejectRequest, rejectSocket } from "./rejection.ts";

/**
 * Middleware of the shape `(req, res, next)`: after it, `clientIpOf(req)` needs no resolver. For an
 * `upgrade` or a `connect`, give the socket in place of the response.
 *
 * @param config as for `createResolver`, or a resolver.
 * @param given the options of `createResolver`, for a configuration that is no resolver; whether
 *   requests are sealed or rejected; and `compare`, the answer before.
 * @throws ClientIpError at once if the configuration cannot be right; for each request that comes
 *   without a response, if the options say that some are rejected.
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
  const { resolver, canReject, admits } = gateOf(config, given);
  return (req, res, next) => {
    try {
      // Whether a client is known must not decide whether this mistake is found.
      if (canReject && res === undefined) failResponse();
      bindResolver(req, resolver);
      if (!admits(req)) {
        return res instanceof Duplex ? rejectSocket(res) : rejectRequest(req, Object(res));
      }
    } catch (error) {
      if (next === undefined) throw error;
      next(error);
      return;
    }
    next?.();
  };
}

function failResponse(): never {
  throw new ClientIpError({
    code: "config-type",
    given: "a request without its response",
    expected: "the response, or the socket of an upgrade: some requests are rejected",
    remedy: "Write bind(req, res, next), and bind(req, socket, next) for an upgrade.",
  });
}
