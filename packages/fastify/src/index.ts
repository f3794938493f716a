import type { ClientIpOptions, Config, Resolution, Resolver } from "@client-ip/node";
import { gateOf } from "@client-ip/node/adapter";
import type { FastifyRequest } from "fastify";
import { fastifyPlugin } from "fastify-plugin";
import { decorate, type FastifyHost } from "./decorate.ts";

export * from "@client-ip/node";

declare module "fastify" {
  interface FastifyRequest {
    /** The client's address: canonical text, no port; `undefined` if no trusted proxy names it. */
    readonly clientIp: string | undefined;
    /** How `clientIp` is known, or why it is not. */
    readonly clientIpInfo: Resolution;
  }
}

/** A plugin for any release of Fastify 5. */
export type ClientIpPlugin = (
  fastify: FastifyHost,
  options: unknown,
  done: (error?: Error) => void,
) => void;

/**
 * A Fastify plugin: gives the requests of the context that it is registered in `request.clientIp`
 * and `request.clientIpInfo`. A child context may register another one, with its own configuration.
 *
 * @param config what stands in front of the application, client first; or a resolver.
 * @param options see {@link ClientIpOptions}; a resolver has those of `createResolver` already.
 * @throws ClientIpError at once if the configuration cannot be right.
 *
 * @example
 * ```ts
 * import { clientIp } from "@client-ip/fastify";
 * import { fastify } from "fastify";
 *
 * const app = fastify();
 * await app.register(clientIp("loopback")); // nginx on this machine
 * app.get("/", (request) => request.clientIp);
 * const headers = { "x-forwarded-for": "203.0.113.7" };
 * const reply = await app.inject({ url: "/", headers, remoteAddress: "127.0.0.1" });
 * reply.body; // -> "203.0.113.7"
 * ```
 */
export function clientIp(
  config?: Config | Resolver,
  options?: ClientIpOptions<FastifyRequest>,
): ClientIpPlugin {
  const gate = gateOf(config, options);
  return fastifyPlugin(
    (fastify: FastifyHost, _options: unknown, done: (error?: Error) => void) => {
      // Another framework called it. To throw or to reject would end the process.
      try {
        decorate(fastify, gate);
        done();
      } catch (error) {
        // Koa passes no third argument, and handles a thrown error.
        if (typeof done !== "function") throw error;
        const failure: Error = Object(error);
        done(failure);
      }
    },
    { name: "@client-ip/fastify", fastify: "5.x" },
  );
}
