import { clientIpInfoOf, clientIpOf } from "@client-ip/node";
import { bindResolver, type Gate, rejectionOf, wrongFramework } from "@client-ip/node/adapter";
import type { FastifyInstance } from "fastify";

/**
 * Gives the requests of a context their two getters, and records each request as it comes.
 *
 * @throws ClientIpError `config-type` if another framework called the plugin.
 */
export function decorate(fastify: FastifyInstance, { resolver, admits }: Gate): void {
  if (typeof fastify.decorateRequest !== "function") throw wrongFramework(fastify, "Fastify");
  const getters = { clientIp: clientIpOf, clientIpInfo: clientIpInfoOf };
  for (const [name, answer] of Object.entries(getters)) {
    fastify.decorateRequest(name, {
      getter() {
        return answer(this.raw, resolver);
      },
    });
  }
  // Records the request as it came, and binds the resolver for libraries that do not know Fastify.
  fastify.addHook("onRequest", (request, reply, next) => {
    const { raw } = request;
    bindResolver(raw, resolver);
    if (admits(raw, request)) return next();
    const { status, headers, body } = rejectionOf(raw);
    return reply.code(status).headers(headers).send(body);
  });
}
