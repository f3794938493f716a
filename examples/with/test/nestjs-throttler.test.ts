import { Controller, Get } from "@nestjs/common";
import { APP_GUARD, NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { ThrottlerGuard, ThrottlerModule } from "@nestjs/throttler";
import { describe, expect, it } from "vitest";

import { type Application, listenNest, NEST_11 } from "./nest.ts";
import { ask, recipe } from "./support.ts";

const statusOf = async (port: number, list: string): Promise<number> =>
  (await ask(port, [`X-Forwarded-For: ${list}`])).status;

describe.each([
  ["12", {}],
  ["11", NEST_11],
])("@nestjs/throttler with Nest %s", (_version, older) => {
  it("limits a client whatever it forges, and no other client", async () => {
    const port = await listenNest(
      async () => (await recipe<{ app: Application }>("nestjs-throttler", older)).app,
    );
    expect(await statusOf(port, "9.9.9.9, 203.0.113.7")).toBe(200);
    expect(await statusOf(port, "8.8.8.8, 203.0.113.7")).toBe(200);
    expect(await statusOf(port, "7.7.7.7, 203.0.113.7")).toBe(429);
    expect(await statusOf(port, "203.0.113.7, 203.0.113.8")).toBe(200);
    // One IPv6 client has a whole network.
    expect(await statusOf(port, "2001:db8:0:1200::1")).toBe(200);
    expect(await statusOf(port, "2001:db8:0:12ff::2")).toBe(200);
    expect(await statusOf(port, "2001:db8:0:12aa::3")).toBe(429);
  });
});

class Hello {
  hello(): string {
    return "Hello\n";
  }
}
Get()(Hello.prototype, "hello", Object.getOwnPropertyDescriptor(Hello.prototype, "hello")!);
Controller()(Hello);

const LIMITED = {
  module: Hello,
  imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }])],
  controllers: [Hello],
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
};

describe("without the recipe", () => {
  it.each([
    ["shares one limit", false, "203.0.113.8", 429],
    ["lets a client choose its own limit", true, "8.8.8.8, 203.0.113.7", 200],
  ])("%s with trust proxy %s", async (_what, trust, second, status) => {
    const port = await listenNest(async () => {
      const app = await NestFactory.create<NestExpressApplication>(LIMITED);
      app.set("trust proxy", trust);
      return app;
    });
    expect(await statusOf(port, "9.9.9.9, 203.0.113.7")).toBe(200);
    expect(await statusOf(port, second)).toBe(status);
  });
});
