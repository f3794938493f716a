import { type ClientIpOptions, clientIpInfoOf, type Config } from "@client-ip/node";
import type { Resolution, Resolver } from "@client-ip/node";
import { bindResolver, gateOf, refuseCaller, rejectionOf } from "@client-ip/node/adapter";
import type { Context, MiddlewareHandler } from "hono";
import { isContext, nodeRequestOf } from "./context.ts";
import { RoutePlaces } from "./route-places.ts";
import { sealWebRequest } from "./seal-web-request.ts";
import { defineVariables } from "./variables.ts";

export * from "@client-ip/node";
export { getIP } from "./get-ip.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** The client's address: canonical text, no port; `undefined` if no trusted proxy names it. */
    readonly clientIp: string | undefined;
    /**
     * How `clientIp` is known, or why it is not. Before the middleware has run it is `undefined`,
     * which this type leaves out.
     */
    readonly clientIpInfo: Resolution;
  }
}

/**
 * Hono middleware: gives the contexts that pass it `c.get("clientIp")` and `c.get("clientIpInfo")`,
 * also as `c.var.clientIp`. If a request passes several, the one of the current application counts.
 *
 * @param config what stands in front of the application, client first; or a resolver.
 * @param options see {@link ClientIpOptions}; a resolver has those of `createResolver` already.
 * @throws ClientIpError at once if the configuration cannot be right.
 *
 * @example
 * ```ts
 * import type { AddressInfo } from "node:net";
 * import { clientIp } from "@client-ip/hono";
 * import { createAdaptorServer } from "@hono/node-server";
 * import { Hono } from "hono";
 *
 * const app = new Hono();
 * app.use(clientIp("loopback")); // nginx on this machine
 * app.get("/", (c) => c.text(c.get("clientIp") ?? "unknown"));
 * const server = createAdaptorServer(app).listen(0);
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
 * const reply = await fetch(url, { headers: { "X-Forwarded-For": "203.0.113.7" } });
 * await reply.text(); // -> "203.0.113.7"
 * server.close();
 * ```
 */
export function clientIp(
  config?: Config | Resolver,
  options?: ClientIpOptions<Context>,
): MiddlewareHandler {
  const { resolver, admits } = gateOf(config, options);
  const isSealed = options?.seal !== undefined;
  return (c, next) => {
    if (!isContext(c)) return refuseCaller(c, "a context of Hono");
    const req = nodeRequestOf(c, isSealed);
    const place = { context: c, routeIndex: c.req.routeIndex };
    bindResolver(req, resolver, place, (outer) => new RoutePlaces(outer));
    const info = (): Resolution => clientIpInfoOf(req);
    defineVariables(c, { clientIp: () => info().ip, clientIpInfo: info });
    const isAdmitted = admits(req, c);
    if (isSealed) sealWebRequest(c.req.raw, req);
    if (isAdmitted) return next();
    const { status, headers, body } = rejectionOf(req);
    return Promise.resolve(new Response(body, { status, headers }));
  };
}
