import type { IncomingMessage } from "node:http";
import { ClientIpError, type ClientIpOptions, type Config, type Resolver } from "@client-ip/node";
import { type Gate, gateOf, shareClass } from "@client-ip/node/adapter";
import { type DynamicModule, type FactoryProvider, Inject, Module } from "@nestjs/common";
import {
  type ModuleMetadata,
  type OnApplicationBootstrap,
  Optional,
  type Provider,
} from "@nestjs/common";
import { HttpAdapterHost } from "@nestjs/core";
import { bindToPlatform } from "./platform.ts";
import { CLIENT_IP_RESOLVER, GATE } from "./tokens.ts";
import { followUpgrades } from "./upgrades.ts";

export { CLIENT_IP_RESOLVER } from "./tokens.ts";

/** A request as middleware of Nest gets it, on Express and on Fastify. */
export interface PlatformRequest extends IncomingMessage {
  /** What the platform takes for the client's address. */
  readonly ip?: string;
}

/** What `forRoot` takes beside the path. */
export type ClientIpModuleOptions = ClientIpOptions<PlatformRequest>;

/** How `forRootAsync` gets the path. */
export interface ClientIpModuleAsyncOptions {
  /** Modules whose providers `useFactory` gets. */
  readonly imports?: NonNullable<ModuleMetadata["imports"]>;
  /** The providers that `useFactory` gets, in this order. */
  readonly inject?: NonNullable<FactoryProvider["inject"]>;
  /** Returns what `forRoot` takes as its first argument, or a promise of it. */
  readonly useFactory: FactoryProvider<Config | Resolver>["useFactory"];
  /** What `forRoot` takes as its second argument. */
  readonly options?: ClientIpModuleOptions;
}

/**
 * Gives every request of a Nest application its client, before all middleware. Import it once, in
 * the root module: it is global.
 *
 * @throws ClientIpError `config-type` at startup if it is imported without `forRoot`, if one server
 *   gets two configurations, or on a platform other than Express and Fastify.
 */
@Module({})
export class ClientIpModule implements OnApplicationBootstrap {
  static {
    shareClass(this, "ClientIpModule");
  }

  readonly #host: HttpAdapterHost;
  readonly #gate: Gate;
  #error: unknown;

  constructor(
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Optional() @Inject(GATE) gate: Gate | undefined,
  ) {
    if (gate === undefined) throw new ClientIpError(WITHOUT_PATH);
    this.#host = host;
    this.#gate = gate;
    if (host.httpAdapter) bindToPlatform(host.httpAdapter, gate);
    else this.#bindLater();
  }

  /**
   * What stands in front of the application.
   *
   * @param config client first; or a resolver.
   * @param options the options of `createResolver`, if `config` is no resolver; whether requests
   *   are sealed or rejected; and `compare`, another method to compare with.
   * @throws ClientIpError at once if the configuration cannot be right.
   *
   * @example
   * ```ts
   * import { CLIENT_IP_RESOLVER, ClientIpModule, type Resolver } from "@client-ip/nestjs";
   * import { NestFactory } from "@nestjs/core";
   *
   * const root = ClientIpModule.forRoot("nginx");
   * const app = await NestFactory.createApplicationContext(root, { logger: false });
   * app.get<Resolver>(CLIENT_IP_RESOLVER).stats().requests; // -> 0
   * await app.close();
   * ```
   */
  static forRoot(config?: Config | Resolver, options?: ClientIpModuleOptions): DynamicModule {
    return moduleOf({ provide: GATE, useValue: gateOf(config, options) });
  }

  /**
   * The same with a path that other providers know, such as Nest's `ConfigService`. The application
   * does not start if the path cannot be right.
   *
   * @example
   * ```ts
   * import { CLIENT_IP_RESOLVER, ClientIpModule, type Resolver } from "@client-ip/nestjs";
   * import { NestFactory } from "@nestjs/core";
   *
   * const root = ClientIpModule.forRootAsync({ useFactory: async () => "nginx" });
   * const app = await NestFactory.createApplicationContext(root, { logger: false });
   * const resolver = app.get<Resolver>(CLIENT_IP_RESOLVER);
   * const rawHeaders = ["X-Forwarded-For", "203.0.113.7"];
   * resolver.clientIp({ peer: "127.0.0.1", rawHeaders }); // -> "203.0.113.7"
   * await app.close();
   * ```
   */
  static forRootAsync(given: ClientIpModuleAsyncOptions): DynamicModule {
    const { imports = [], inject = [], useFactory, options } = given;
    const useGate = async (...injected: readonly unknown[]): Promise<Gate> =>
      gateOf(await useFactory(...injected), options);
    return { ...moduleOf({ provide: GATE, inject, useFactory: useGate }), imports };
  }

  /** Called by Nest, when gateways listen to the server. */
  onApplicationBootstrap(): void {
    if (this.#error !== undefined) throw this.#error;
    const server: unknown = this.#host.httpAdapter?.getHttpServer?.();
    followUpgrades(server, this.#gate.resolver);
  }

  /** A testing module is compiled before it gets a platform. An observer must not throw. */
  #bindLater(): void {
    this.#host.init$.subscribe(() => {
      try {
        if (this.#host.httpAdapter) bindToPlatform(this.#host.httpAdapter, this.#gate);
      } catch (error) {
        this.#error = error;
      }
    });
  }
}

const WITHOUT_PATH = {
  code: "config-type",
  given: "ClientIpModule without a path",
  expected: "what stands in front of the application",
  remedy: 'Write imports: [ClientIpModule.forRoot("nginx")].',
} as const;

function moduleOf(gate: Provider): DynamicModule {
  const resolver = {
    provide: CLIENT_IP_RESOLVER,
    inject: [GATE],
    useFactory: (made: Gate): Resolver => made.resolver,
  };
  return {
    module: ClientIpModule,
    global: true,
    providers: [gate, resolver],
    exports: [GATE, CLIENT_IP_RESOLVER],
  };
}
