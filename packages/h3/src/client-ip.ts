import type { ClientIpOptions, Config, Resolver } from "@client-ip/node";
import { bindResolver, gateOf, refuseCaller } from "@client-ip/node/adapter";
import { rejectionOf, sealWebHeaders } from "@client-ip/node/adapter";
import type { H3Event } from "h3";
import { defineAnswers } from "./answers.ts";
import { headersOf, isEvent, nodeOf } from "./event.ts";
import { followed } from "./followed.ts";
import { HandlerPlaces, Spot } from "./handler-places.ts";

/** A handler of h3 1, and a middleware of h3 2. */
export interface ClientIpHandler {
  (event: H3Event, next?: () => unknown): unknown;
  readonly __is_handler__: true;
}

/**
 * Middleware of h3 2, and a handler of h3 1: gives the events that pass it
 * `event.context.clientIp` and `event.context.clientIpInfo`. `getRequestIP(event)` answers the
 * client, too. If a request passes several, the one of the current application counts.
 *
 * @param config what stands in front of the application, client first; or a resolver.
 * @param options see {@link ClientIpOptions}; a resolver has those of `createResolver` already.
 * @throws ClientIpError at once if the configuration cannot be right.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import type { AddressInfo } from "node:net";
 * import { clientIp } from "@client-ip/h3";
 * import { getRequestIP, H3 } from "h3";
 * import { toNodeHandler } from "h3/node";
 *
 * const app = new H3();
 * app.use(clientIp("loopback")); // nginx on this machine
 * app.get("/", (event) => `${event.context.clientIp}, ${getRequestIP(event)}`);
 * const server = createServer(toNodeHandler(app)).listen(0);
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
 * const reply = await fetch(url, { headers: { "X-Forwarded-For": "203.0.113.7" } });
 * await reply.text(); // -> "203.0.113.7, 203.0.113.7"
 * server.close();
 * ```
 */
export function clientIp(
  config?: Config | Resolver,
  options?: ClientIpOptions<H3Event>,
): ClientIpHandler {
  const { resolver, admits } = gateOf(config, options);
  const isSealed = options?.seal !== undefined;
  const handler = (event: H3Event, next?: () => unknown): unknown => {
    if (!isEvent(event)) return refuseCaller(event, "an event of h3");
    const { req } = nodeOf(event);
    const spot = new Spot(event, handler);
    bindResolver(req, resolver, spot, (outer) => new HandlerPlaces(outer, event));
    defineAnswers(event, req);
    const isAdmitted = admits(req, event);
    if (isSealed) sealWebHeaders(headersOf(event), req);
    if (isAdmitted) return followed(spot, next);
    const { status, headers, body } = rejectionOf(req);
    return new Response(body, { status, headers });
  };
  return Object.assign(handler, { __is_handler__: true as const });
}
