import { Controller, type DynamicModule, Get, Inject, Injectable, Module } from "@nestjs/common";
import { AbstractHttpAdapter, NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { Test } from "@nestjs/testing";
import { expect, it, vi } from "vitest";
import * as clientIpOfNest from "../src/index.ts";
import {
  APPENDING,
  ask,
  create,
  keep,
  listen,
  moduleOf,
  type Platform,
  PLATFORMS,
} from "./running.ts";

const { CLIENT_IP_RESOLVER, ClientIp, ClientIpModule, createResolver } = clientIpOfNest;
type Resolver = clientIpOfNest.Resolver;

const CLIENT = { ip: "198.51.100.8" };

@Controller()
class Answering {
  @Get()
  get(@ClientIp() ip: string | undefined): object {
    return { ip };
  }
}

/** As Nest's ConfigService. */
@Injectable()
class Settings {
  readonly path = "loopback";
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

const byFactory = (useFactory: (settings: Settings) => unknown): DynamicModule =>
  ClientIpModule.forRootAsync({
    imports: [SettingsModule],
    inject: [Settings],
    useFactory: useFactory as (settings: Settings) => string,
  });

const threeHops = (): { readonly hops: number } => ({ hops: 3 });

const only = (...imports: DynamicModule[]): { imports: DynamicModule[] } => ({ imports });

/** The tests of an application as it starts. */
export function starts(platform: Platform): void {
  it("is configured by what a promise of other providers tells", async () => {
    const imports = [byFactory(async ({ path }) => path)];
    const app = await create({ imports, controllers: [Answering] }, platform);
    expect(await ask(await listen(app))).toEqual(CLIENT);
  });

  it("takes the options of forRoot beside the factory", async () => {
    const options = { onUnresolved: "reject" } as const;
    const imports = [ClientIpModule.forRootAsync({ useFactory: threeHops, options })];
    const app = await create({ imports, controllers: [Answering] }, platform);
    expect(await ask(await listen(app))).toMatchObject({ status: 403, title: "Forbidden" });
  });

  it("answers in an application of @nestjs/testing", async () => {
    const metadata = { ...only(ClientIpModule.forRoot(APPENDING)), controllers: [Answering] };
    const testing = await Test.createTestingModule(metadata).compile();
    const app = keep(testing.createNestApplication(new PLATFORMS[platform]()));
    const asked: unknown[] = [];
    app.use((req: clientIpOfNest.NodeRequest, _res: unknown, next: () => void) => {
      asked.push(clientIpOfNest.clientIpOf(req));
      next();
    });
    expect(await ask(await listen(app))).toEqual(CLIENT);
    expect(asked).toEqual([CLIENT.ip]);
  });

  it("rejects requests in an application of @nestjs/testing", async () => {
    const root = ClientIpModule.forRoot({ hops: 3 }, { onUnresolved: "reject" });
    const testing = await Test.createTestingModule(only(root)).compile();
    const app = keep(testing.createNestApplication(new PLATFORMS[platform]()));
    expect(await ask(await listen(app))).toMatchObject({ status: 403, title: "Forbidden" });
  });

  it("may be imported by its class alone where another module has its path", async () => {
    const inner = moduleOf({ imports: [ClientIpModule], controllers: [Answering] });
    const imports = [inner, byFactory(async ({ path }) => path)];
    const app = await create({ imports }, platform);
    expect(await ask(await listen(app))).toEqual(CLIENT);
  });

  it("takes one and the same module twice", async () => {
    const root = ClientIpModule.forRoot(APPENDING);
    const imports = [root, moduleOf(only(root))];
    const app = await create({ imports, controllers: [Answering] }, platform);
    expect(await ask(await listen(app))).toEqual(CLIENT);
  });
}

/** The tests of two configurations. */
export function twice(platform: Platform): void {
  it("refuses two configurations for one server", async () => {
    const both = only(ClientIpModule.forRoot("direct"), ClientIpModule.forRoot(APPENDING));
    await expect(create(both, platform)).rejects.toMatchObject({
      code: "config-type",
      given: "ClientIpModule.forRoot twice for one server",
      expected: "one path",
    });
  });

  it("refuses two configurations in an application of @nestjs/testing", async () => {
    const both = only(ClientIpModule.forRoot("direct"), ClientIpModule.forRoot(APPENDING));
    const testing = await Test.createTestingModule(both).compile();
    const app = testing.createNestApplication(new PLATFORMS[platform]());
    await expect(app.init()).rejects.toMatchObject({ code: "config-type" });
  });
}

class OtherAdapter extends ExpressAdapter {
  override getType(): string {
    return "other";
  }
}

/** The tests of what does not start, and of what has no server. */
export function fails(): void {
  it("refuses a path that cannot be right at once", () => {
    expect(() => ClientIpModule.forRoot("loopbak")).toThrow("loopback");
    expect(() => clientIpOfNest.UseClientIp("loopbak")).toThrow("loopback");
  });

  it("does not start with a path that cannot be right, or without one", async () => {
    const wrong = create(only(byFactory(() => "loopbak")));
    await expect(wrong).rejects.toMatchObject({ code: "config-text" });
    const missing = create(only(byFactory(() => Promise.reject(new Error("no settings")))));
    await expect(missing).rejects.toThrow("no settings");
    await expect(create({ imports: [ClientIpModule] })).rejects.toMatchObject({
      code: "config-type",
      remedy: 'Write imports: [ClientIpModule.forRoot("nginx")].',
    });
  });

  it("refuses a platform that it does not know", async () => {
    const application = moduleOf(only(ClientIpModule.forRoot("direct")));
    const options = { logger: false, abortOnError: false } as const;
    const adapter: AbstractHttpAdapter = new OtherAdapter();
    await expect(NestFactory.create(application, adapter, options)).rejects.toMatchObject({
      code: "config-type",
      given: 'the platform "other"',
    });
  });

  it("starts where there is no server, and gives its resolver", async () => {
    const resolver = createResolver("direct");
    const application = moduleOf(only(ClientIpModule.forRoot(resolver)));
    const app = await NestFactory.createApplicationContext(application, { logger: false });
    expect(app.get<Resolver>(CLIENT_IP_RESOLVER)).toBe(resolver);
    await app.close();
  });

  it("gives its resolver to all modules", async () => {
    @Injectable()
    class Counts {
      readonly requests: () => number;

      constructor(@Inject(CLIENT_IP_RESOLVER) resolver: Resolver) {
        this.requests = () => resolver.stats().requests;
      }
    }
    const inner = moduleOf({ providers: [Counts] });
    const imports = [ClientIpModule.forRoot(APPENDING), inner];
    const app = await create({ imports, controllers: [Answering] });
    await ask(await listen(app));
    expect(app.get(Counts, { strict: false }).requests()).toBe(1);
  });

  it("two-builds: is recognized by the class of another copy", async () => {
    vi.resetModules();
    const copy = await import("../src/index.ts");
    const app = await create(only(ClientIpModule.forRoot("direct")));
    expect(copy.ClientIpModule).not.toBe(ClientIpModule);
    expect(app.get(ClientIpModule)).toBeInstanceOf(copy.ClientIpModule);
  });

  it("is not needed in a controller's unit test", async () => {
    const testing = await Test.createTestingModule({ controllers: [Answering] }).compile();
    expect(testing.get(Answering).get("203.0.113.7")).toEqual({ ip: "203.0.113.7" });
    const app = keep(testing.createNestApplication());
    app.use(clientIpOfNest.clientIp(APPENDING));
    expect(await ask(await listen(app))).toEqual(CLIENT);
  });
}
