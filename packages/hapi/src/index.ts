import type { ClientIpOptions, Config, Resolution, Resolver } from "@client-ip/node";
import { bindResolver, defineClientIp, gateOf, wrongFramework } from "@client-ip/node/adapter";
import type { Plugin, Request } from "@hapi/hapi";
import { admission } from "./admission.ts";
import { RealmPlaces, realmsOf } from "./realm-places.ts";

export * from "@client-ip/node";

declare module "@hapi/hapi" {
  interface Request {
    /** The client's address: canonical text, no port; `undefined` if no trusted proxy names it. */
    readonly clientIp: string | undefined;
    /**
     * How `clientIp` is known, or why it is not. Before the plugin has run it is `undefined`,
     * which this type leaves out.
     */
    readonly clientIpInfo: Resolution;
  }
}

/**
 * A hapi plugin: gives the server's requests `request.clientIp` and `request.clientIpInfo`. A
 * plugin of the application may register another one, with its own configuration for its own
 * routes.
 *
 * @param config what stands in front of the application, client first; or a resolver.
 * @param options see {@link ClientIpOptions}; a resolver has those of `createResolver` already.
 * @throws ClientIpError at once if the configuration cannot be right.
 *
 * @example
 * ```ts
 * import { clientIp } from "@client-ip/hapi";
 * import { server as createServer } from "@hapi/hapi";
 *
 * const server = createServer({ port: 0, host: "127.0.0.1" });
 * await server.register(clientIp("loopback")); // nginx on this machine
 * server.route({ method: "GET", path: "/", handler: ({ clientIp }) => clientIp ?? "unknown" });
 * await server.start();
 * const headers = { "X-Forwarded-For": "203.0.113.7" };
 * const reply = await fetch(server.info.uri, { headers });
 * await reply.text(); // -> "203.0.113.7"
 * await server.stop();
 * ```
 */
export function clientIp(
  config?: Config | Resolver,
  options?: ClientIpOptions<Request>,
): Plugin<void> & { readonly name: string } {
  const { resolver, admits } = gateOf(config, options);
  const admit = admission(admits);
  return {
    name: "@client-ip/hapi",
    multiple: true,
    register(server) {
      if (typeof server?.ext !== "function") throw wrongFramework(server, "a server of hapi");
      // The first realm is that of this plugin itself.
      const [, realm, ...outer] = realmsOf(server);
      server.ext("onRequest", (request, h) => {
        const { req, res } = request.raw;
        bindResolver(req, resolver, realm, (first) => new RealmPlaces(request, first));
        defineClientIp(Object.getPrototypeOf(request), request, res, ({ raw }) => raw.req);
        return outer.length === 0 ? admit(request, h) : h.continue;
      });
      if (outer.length === 0) return;
      // Which plugin a request is for is known with its route.
      server.ext("onPreAuth", (request, h) => {
        return realmsOf(request.route).some((one) => one === realm)
          ? admit(request, h)
          : h.continue;
      });
    },
  };
}
