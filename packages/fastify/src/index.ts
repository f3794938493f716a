import {
  clientIpInfoOf,
  clientIpOf,
  type Config,
  type Resolution,
  type Resolver,
} from "@client-ip/node";
import { bindResolver, resolverOf } from "@client-ip/node/adapter";
import type { FastifyPluginAsync } from "fastify";
import { fastifyPlugin } from "fastify-plugin";

export * from "@client-ip/node";

declare module "fastify" {
  interface FastifyRequest {
    /** The client's address: canonical text, no port; `undefined` where nobody trustworthy says. */
    readonly clientIp: string | undefined;
    /** How `clientIp` is known, or why not. */
    readonly clientIpInfo: Resolution;
  }
}

/**
 * A Fastify plugin: gives the requests of the context it is registered in `request.clientIp` and
 * `request.clientIpInfo`. A child context may register another one, with its own configuration.
 *
 * @param config what stands in front of the application, client first; or a resolver.
 * @throws ClientIpError at once where the configuration cannot be right.
 */
export function clientIp(config?: Config | Resolver): FastifyPluginAsync {
  const resolver = resolverOf(config);
  return fastifyPlugin(
    async (fastify) => {
      fastify.decorateRequest("clientIp", {
        getter() {
          return clientIpOf(this.raw, resolver);
        },
      });
      fastify.decorateRequest("clientIpInfo", {
        getter() {
          return clientIpInfoOf(this.raw, resolver);
        },
      });
      // For clientIpOf(request.raw) in libraries that know no Fastify.
      fastify.addHook("onRequest", (request, _reply, next) => {
        bindResolver(request.raw, resolver);
        next();
      });
    },
    { name: "@client-ip/fastify", fastify: "5.x" },
  );
}
