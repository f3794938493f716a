import { ClientIpError, type Config, type Resolver } from "@client-ip/node";
import { bindResolver, type NodeRequest, resolverOf, type Routed } from "@client-ip/node/adapter";
import { type ExecutionContext, UseGuards } from "@nestjs/common";
import { bindHandler } from "./express.ts";

/** A request of Fastify or Express. */
type Held = { readonly raw: NodeRequest } | (Routed & { readonly raw?: never });

/**
 * Gives a controller, or one of its handlers, a path of its own: its clients come through other
 * proxies than those of the rest of the application. It is a guard: global guards and middleware
 * still have the application's answer. So has what follows a handler that calls `@Next() next()`.
 *
 * @param config as for `ClientIpModule.forRoot`.
 * @throws ClientIpError at once if the configuration cannot be right. `config-type` for a request
 *   of GraphQL, a gateway or a microservice.
 *
 * @example
 * ```ts
 * import { ClientIp, ClientIpModule, UseClientIp } from "@client-ip/nestjs";
 * import { Controller, Get } from "@nestjs/common";
 * import { NestFactory } from "@nestjs/core";
 *
 * class Greeter { @Get() @UseClientIp("loopback") hello(@ClientIp() ip?: string): string {
 *   return ip ?? "unknown client";
 * } }
 * Controller()(Greeter); // @Controller() class Greeter
 *
 * const root = ClientIpModule.forRoot("direct");
 * const application = { module: Greeter, imports: [root], controllers: [Greeter] };
 * const app = await NestFactory.create(application, { logger: false });
 * await app.listen(0, "127.0.0.1");
 * const headers = { "X-Forwarded-For": "203.0.113.7" };
 * const reply = await fetch(await app.getUrl(), { headers });
 * await reply.text(); // -> "203.0.113.7"
 * await app.close();
 * ```
 */
export function UseClientIp(config: Config | Resolver): ClassDecorator & MethodDecorator {
  const resolver = resolverOf(config);
  return UseGuards({
    canActivate(context: ExecutionContext): boolean {
      if (context.getType() !== "http") throw new ClientIpError(NOT_HTTP);
      const http = context.switchToHttp();
      const request = http.getRequest<Held>();
      if (request.raw === undefined) bindHandler(request, http.getResponse(), resolver);
      else bindResolver(request.raw, resolver);
      return true;
    },
  });
}

/** One request of GraphQL has many resolvers, and one of a gateway many messages. */
const NOT_HTTP = {
  code: "config-type",
  given: "@UseClientIp at a resolver of GraphQL, a gateway or a microservice",
  expected: "a controller that is called over HTTP",
  remedy: "Take it away: the path of ClientIpModule answers there.",
} as const;
