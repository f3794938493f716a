import { ClientIpError, type NodeRequest, type RequestLike } from "@client-ip/node";
import type { ArgumentsHost } from "@nestjs/common";
import { upgradeOf } from "./upgrades.ts";

/**
 * The request in what Nest hands to guards, filters, interceptors and a throttler's `getTracker`:
 * over HTTP, in GraphQL, and in a gateway that request with which the connection began.
 *
 * @param host the `ExecutionContext` or `ArgumentsHost`.
 * @returns what `clientIpOf`, `clientIpInfoOf`, `explainClientIp` and `rateLimitKey` take.
 * @throws ClientIpError `config-type` where no request is, such as in a microservice.
 *
 * @example
 * ```ts
 * import { ClientIpModule, clientIpOf, requestOf } from "@client-ip/nestjs";
 * import { Controller, type ExecutionContext, Get, UseGuards } from "@nestjs/common";
 * import { NestFactory } from "@nestjs/core";
 *
 * const known = {
 *   canActivate: (context: ExecutionContext) => clientIpOf(requestOf(context)) === "203.0.113.7",
 * };
 * class Greeter { @Get() @UseGuards(known) hello(): string {
 *   return "Hello";
 * } }
 * Controller()(Greeter); // @Controller() class Greeter
 *
 * const root = ClientIpModule.forRoot("loopback");
 * const application = { module: Greeter, imports: [root], controllers: [Greeter] };
 * const app = await NestFactory.create(application, { logger: false });
 * await app.listen(0, "127.0.0.1");
 * const headers = { "X-Forwarded-For": "203.0.113.7" };
 * const reply = await fetch(await app.getUrl(), { headers });
 * await reply.text(); // -> "Hello"
 * await app.close();
 * ```
 */
export function requestOf(host: ArgumentsHost): RequestLike {
  const type: string = host.getType();
  if (type === "http") return host.switchToHttp().getRequest<RequestLike>();
  if (type === "ws") return ofClient(host.switchToWs().getClient<unknown>());
  if (type === "graphql") return ofGraphQl(host.getArgByIndex<unknown>(2));
  throw new ClientIpError({
    code: "config-type",
    given: `a context of the kind "${type}"`,
    expected: "HTTP, GraphQL or a gateway",
    remedy: "Pass the client's address on in the message.",
  });
}

/** A client of socket.io has the request; a client of ws has its socket. */
function ofClient(client: unknown): NodeRequest {
  const { request }: { readonly request?: NodeRequest } = Object(client);
  const found = request ?? upgradeOf(client);
  if (found !== undefined) return found;
  throw new ClientIpError({
    code: "config-type",
    given: "a client of a gateway without its request",
    expected: "socket.io, or ws on the port of the application",
    remedy:
      "With ws on a port of its own write clientIpOf(request, resolver) in handleConnection(client, request).",
  });
}

interface Holder {
  readonly req?: RequestLike & Holder;
  readonly request?: RequestLike;
  /** Of graphql-ws. Apollo's driver puts the whole of it into `req`. */
  readonly extra?: { readonly request?: RequestLike };
  /** Of Mercurius. */
  readonly reply?: { readonly request?: RequestLike };
}

function ofGraphQl(context: unknown): RequestLike {
  const { req, request, extra, reply }: Holder = Object(context);
  const found = req?.extra?.request ?? req ?? request ?? extra?.request ?? reply?.request;
  if (found !== undefined) return found;
  throw new ClientIpError({
    code: "config-type",
    given: "a context of GraphQL without a request",
    expected: "the request in the context, as req",
    remedy: "Write in GraphQLModule.forRoot: context: ({ req }) => ({ req }).",
  });
}
