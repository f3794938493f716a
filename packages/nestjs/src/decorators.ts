import type { RequestLike, Resolution, Resolver } from "@client-ip/node";
import { createParamDecorator, type ExecutionContext } from "@nestjs/common";
import { Inject, Injectable, Optional, type PipeTransform } from "@nestjs/common";
import { infoOf } from "./info-of.ts";
import { requestOf } from "./request-of.ts";
import { CLIENT_IP_RESOLVER } from "./tokens.ts";

/** Behind a function: global pipes come first, and may walk through objects. */
type Held = () => RequestLike;

/** A pipe, since plain decorators do not know the application, and so not its resolver. */
@Injectable()
class ResolvingPipe implements PipeTransform<Held, Resolution> {
  readonly #resolver: Resolver | undefined;

  // Without the module, as in a controller's unit test, what a middleware has bound answers.
  constructor(@Optional() @Inject(CLIENT_IP_RESOLVER) resolver: Resolver | undefined) {
    this.#resolver = resolver;
  }

  transform(held: Held): Resolution {
    return infoOf(held(), this.#resolver);
  }
}

const addressPipe: PipeTransform<Resolution, string | undefined> = {
  transform: ({ ip }) => ip,
};

const decorate = createParamDecorator((_data: unknown, context: ExecutionContext): Held => {
  return () => requestOf(context);
});

/**
 * A parameter of a controller, a resolver of GraphQL or a gateway: the client's address.
 *
 * @returns canonical text, no port; `undefined` if no trusted proxy names it.
 *
 * @example
 * ```ts
 * import { ClientIp, ClientIpModule } from "@client-ip/nestjs";
 * import { Controller, Get } from "@nestjs/common";
 * import { NestFactory } from "@nestjs/core";
 *
 * class Greeter { @Get() hello(@ClientIp() ip: string | undefined): string {
 *   return `Hello ${ip ?? "unknown client"}`;
 * } }
 * Controller()(Greeter); // @Controller() class Greeter
 *
 * const root = ClientIpModule.forRoot("loopback");
 * const application = { module: Greeter, imports: [root], controllers: [Greeter] };
 * const app = await NestFactory.create(application, { logger: false });
 * await app.listen(0, "127.0.0.1");
 * const headers = { "X-Forwarded-For": "203.0.113.7" };
 * const reply = await fetch(await app.getUrl(), { headers });
 * await reply.text(); // -> "Hello 203.0.113.7"
 * await app.close();
 * ```
 */
export function ClientIp(): ParameterDecorator {
  return decorate(ResolvingPipe, addressPipe);
}

/**
 * A parameter as of {@link ClientIp}: how the address is known, or why it is not.
 *
 * @example
 * ```ts
 * import { ClientIpInfo, ClientIpModule, type Resolution } from "@client-ip/nestjs";
 * import { Controller, Get } from "@nestjs/common";
 * import { NestFactory } from "@nestjs/core";
 *
 * class Greeter { @Get() status(@ClientIpInfo() info: Resolution): string {
 *   return info.status;
 * } }
 * Controller()(Greeter); // @Controller() class Greeter
 *
 * const root = ClientIpModule.forRoot("loopback");
 * const application = { module: Greeter, imports: [root], controllers: [Greeter] };
 * const app = await NestFactory.create(application, { logger: false });
 * await app.listen(0, "127.0.0.1");
 * const headers = { "X-Forwarded-For": "203.0.113.7" };
 * const reply = await fetch(await app.getUrl(), { headers });
 * await reply.text(); // -> "resolved"
 * await app.close();
 * ```
 */
export function ClientIpInfo(): ParameterDecorator {
  return decorate(ResolvingPipe);
}
