import { clientIpInfoOf, clientIpOf } from "@client-ip/node";
import { bindResolver, type Gate, rejectionOf, wrongFramework } from "@client-ip/node/adapter";
import type { FastifyInstance } from "fastify";

/**
 * What the plugin asks of an instance's type. The types of two releases of Fastify do not fit, and
 * an application may have another one than its framework: Nest pins one.
 */
export interface FastifyHost {
  readonly decorateRequest: unknown;
}

/**
 * Gives the requests of a context their two getters, and records each request as it comes.
 *
 * @throws ClientIpError `config-type` if another framework called the plugin.
 */
export function decorate(fastify: FastifyHost, { resolver, admits }: Gate): void {
  if (!isInstance(fastify)) throw wrongFramework(fastify, "Fastify");
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

function isInstance(fastify: FastifyHost | undefined): fastify is FastifyInstance {
  // Untyped callers may give nothing.
  return typeof fastify?.decorateRequest === "function";
}
