import { once } from "node:events";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import Koa2 from "koa2";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { clientIp, createResolver, type Resolution } from "../src/index.ts";

const appending = { address: "127.0.0.1", tells: "x-forwarded-for" } as const;

describe.each([
  ["Koa 2", Koa2],
  ["Koa 3", Koa],
])("ctx.clientIp of %s", (_version, Application) => {
  it("can have another configuration for some paths", async () => {
    const inner = clientIp({ hops: 2 });
    const app = new Application().use(clientIp(appending));
    app.use((ctx, next) => (ctx.path === "/inner" ? inner(ctx, next) : next()));
    app.use((ctx) => {
      ctx.body = { ip: ctx.clientIp };
    });

    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.8" });
    expect(await ask(app, "/inner")).toEqual({ ip: "198.51.100.7" });
  });

  it("is in an error handler, after the following middleware", async () => {
    const app = new Application().use(async (ctx, next) => {
      await next().catch(() => {
        ctx.body = { ip: ctx.clientIp };
      });
    });
    app.use(clientIp(appending));
    app.use(() => {
      throw new Error("broken");
    });

    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.8" });
  });

  it("ignores an assignment to clientIp by a handler", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const app = new Application().use(clientIp(appending));
    app.use((ctx) => {
      Object.assign(ctx, { clientIp: "6.6.6.6" });
      ctx.body = { ip: ctx.clientIp };
    });

    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.8" });
    emitted.mockRestore();
  });

  it("leaves ctx.ip as it is", async () => {
    const app = new Application().use(clientIp("direct"));
    app.proxy = true;
    app.use((ctx) => {
      ctx.body = { ip: ctx.ip, ours: ctx.clientIp };
    });

    expect(await ask(app, "/")).toEqual({ ip: "198.51.100.7", ours: "127.0.0.1" });
  });
});

it("the types of Koa have clientIp and clientIpInfo", () => {
  const app = new Koa<{ user: string }, { extra: number }>();
  app
    .use(clientIp("direct"))
    .use(clientIp(createResolver("direct")))
    .use(clientIp());
  app.use((ctx) => {
    expectTypeOf(ctx.clientIp).toEqualTypeOf<string | undefined>();
    expectTypeOf(ctx.clientIpInfo).toEqualTypeOf<Resolution>();
    expectTypeOf(ctx.extra).toEqualTypeOf<number>();
    // @ts-expect-error read-only
    ctx.clientIp = "6.6.6.6";
  });
});

it("the types have them for an application with its own state and context types", () => {
  const app = new Koa<{ user: string }, { extra: number }>().use(clientIp());
  app.use((ctx) => {
    expectTypeOf(ctx.clientIp).toEqualTypeOf<string | undefined>();
    expectTypeOf(ctx.extra).toEqualTypeOf<number>();
    expectTypeOf(ctx.state.user).toEqualTypeOf<string>();
  });
});

/** The answer to a request from 127.0.0.1 with two elements in X-Forwarded-For. */
async function ask(app: Koa, path: string): Promise<unknown> {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const headers = { "X-Forwarded-For": "198.51.100.7, 198.51.100.8", Connection: "close" };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return await response.json();
  } finally {
    server.close();
  }
}
