import { EventEmitter } from "node:events";
import { ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import { ClientIpError, type Resolver } from "@client-ip/core";
import type { Config } from "../request/config.ts";
import { bindResolver } from "../request/client-ip.ts";
import { defineClientIp } from "../request/define-client-ip.ts";
import type { NodeRequest } from "../request/request-like.ts";
import { placeOf, type Routed, RouterPlaces } from "../request/router-places.ts";
import { type ClientIpOptions, gateOf } from "./gate.ts";
import { rejectRequest, rejectSocket } from "./rejection.ts";

/**
 * Middleware of the shape `(req, res, next)`: after it, `clientIpOf(req)` needs no resolver. In
 * Express it also gives `req.clientIp`. For an `upgrade` or a `connect`, give the socket in place
 * of the response.
 *
 * @param config as for `createResolver`, or a resolver.
 * @param options see {@link ClientIpOptions}; a resolver has those of `createResolver` already.
 * @throws ClientIpError at once if the configuration cannot be right; `config-type` for a request
 *   without a response, if the options say that some are rejected, and for any request if it is
 *   the only listener of a server.
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
  options?: ClientIpOptions<NodeRequest>,
): (req: NodeRequest, res?: unknown, next?: (error?: unknown) => void) => void {
  const { resolver, canReject, admits } = gateOf(config, options);
  return function bind(this: unknown, req, res, next) {
    try {
      // Whether a client is known must not decide whether these mistakes are found.
      if (canReject && res === undefined) failResponse();
      if (next === undefined && isOnlyListener(this, bind)) failListener();
      bindIn(req, res, next, resolver);
      if (!admits(req)) {
        return res instanceof Duplex ? rejectSocket(res, req) : rejectRequest(req, Object(res));
      }
    } catch (error) {
      if (next === undefined) throw error;
      next(error);
      return;
    }
    next?.();
  };
}

/** In Express it does what the adapter of Express does. */
function bindIn(req: NodeRequest, res: unknown, next: unknown, resolver: Resolver): void {
  const routed: Routed = Object(req);
  const prototype = routed.app?.request;
  if (prototype === undefined || !(res instanceof ServerResponse)) {
    bindResolver(req, resolver);
    return;
  }
  const place = placeOf(routed, next);
  bindResolver(routed, resolver, place, (outer) => new RouterPlaces(routed, res, outer));
  defineClientIp(prototype, routed, res, (request) => request);
}

function isOnlyListener(caller: unknown, listener: unknown): boolean {
  if (!(caller instanceof EventEmitter)) return false;
  const [first, ...others] = caller.listeners("request");
  return first === listener && others.length === 0;
}

function failListener(): never {
  throw new ClientIpError({
    code: "config-type",
    given: "clientIp(path) as the only listener of a server",
    expected: "a listener that answers",
    remedy:
      "Write const bind = clientIp(path), and createServer((req, res) => bind(req, res, () => res.end(clientIpOf(req)))).",
  });
}

function failResponse(): never {
  throw new ClientIpError({
    code: "config-type",
    given: "a request without its response",
    expected: "the response, or the socket of an upgrade: some requests are rejected",
    remedy: "Write bind(req, res, next), and bind(req, socket, next) for an upgrade.",
  });
}
