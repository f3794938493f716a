import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Hono as Hono412 } from "hono-4.12";
import { createAdaptorServer as createAdaptorServer1 } from "hono-node-server-1";
import { ipRestriction } from "hono/ip-restriction";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import {
  clientIp,
  clientIpOf,
  createResolver,
  explainClientIp,
  getIP,
  rateLimitKey,
  type Resolution,
} from "../src/index.ts";

const appending = { address: "127.0.0.1", tells: "x-forwarded-for" } as const;
type Env = { Bindings: HttpBindings };

describe.each([
  ["Hono 4.12", Hono412, createAdaptorServer1],
  ["Hono 4", Hono, createAdaptorServer],
])("c.get('clientIp') of %s", (_version, Application, serve) => {
  /** The answer to a request from 127.0.0.1 with two elements in X-Forwarded-For. */
  async function ask(app: Hono<Env>, init: RequestInit = {}): Promise<unknown> {
    const server = serve({ fetch: app.fetch }).listen(0, "127.0.0.1") as Server;
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      const headers = { "X-Forwarded-For": "198.51.100.7, 198.51.100.8", Connection: "close" };
      const response = await fetch(`http://127.0.0.1:${port}/`, { ...init, headers });
      return await response.json();
    } finally {
      server.close();
    }
  }

  it("is in c.var too, beside other variables", async () => {
    const app = new Application<Env & { Variables: { user: string } }>();
    app.use(clientIp(appending));
    app.get("/", (c) => {
      c.set("user", "me");
      return c.json({ ...c.var, user: c.get("user"), keys: Object.keys(c.var).toSorted() });
    });
    expect(await ask(app as never)).toMatchObject({
      clientIp: "198.51.100.8",
      clientIpInfo: { status: "resolved" },
      user: "me",
      keys: ["clientIp", "clientIpInfo", "user"],
    });
  });

  it("is what the functions answer for the context", async () => {
    const app = new Application<Env>().use(clientIp(appending));
    app.get("/", (c) =>
      c.json([clientIpOf(c), rateLimitKey(c), explainClientIp(c).resolution.ip, getIP(c)]),
    );
    const ip = "198.51.100.8";
    const remote = { address: ip, addressType: "IPv4" };
    expect(await ask(app)).toEqual([ip, ip, ip, { remote }]);
  });

  it("is in the application's error handler, after the following middleware", async () => {
    const app = new Application<Env>().use(clientIp(appending));
    app.get("/", () => {
      throw new Error("broken");
    });
    app.onError((_error, c) => c.json({ ip: c.get("clientIp") }));
    expect(await ask(app)).toEqual({ ip: "198.51.100.8" });
  });

  it("ignores another library's c.set('clientIp')", async () => {
    const app = new Application<Env>().use(clientIp(appending));
    app.get("/", (c) => {
      Reflect.apply(c.set, c, ["clientIp", "6.6.6.6"]);
      return c.json([c.get("clientIp"), c.var.clientIp]);
    });
    expect(await ask(app)).toEqual(["198.51.100.8", "198.51.100.8"]);
  });

  it("is sealed in the web Request, also if a middleware has read its headers before", async () => {
    const app = new Application<Env>();
    app.use(async (c, next) => {
      c.req.raw.headers.get("x-forwarded-for");
      c.req.header();
      await next();
    });
    app.use(clientIp(appending, { seal: { onUnresolved: "reject", keep: [] } }));
    app.get("/", (c) => c.json([c.req.header("x-forwarded-for"), c.req.header("x-real-ip")]));
    expect(await ask(app)).toEqual(["198.51.100.8", null]);
  });

  it.each([{}, { method: "POST", body: "hello" }])(
    "is sealed in copies of the web Request, also if a middleware has read its body before: %o",
    async (init) => {
      const app = new Application<Env>().use(bodyLimit({ maxSize: 1000 }));
      app.use(clientIp(appending, { seal: { onUnresolved: "reject", keep: [] } }));
      app.all("/", async ({ req: { raw } }) => {
        const clones = [raw.clone(), new Request(raw.clone())];
        const last = new Request(raw);
        const lists = [...clones, last].map(({ headers }) => headers.get("x-forwarded-for"));
        return Response.json([lists, await last.text()]);
      });
      const ip = "198.51.100.8";
      expect(await ask(app, init)).toEqual([[ip, ip, ip], init.body ?? ""]);
    },
  );

  it("leaves c.get as it is for names that are no variable", async () => {
    const app = new Application<Env>().use(clientIp(appending));
    app.get("/", (c) => {
      const names = ["constructor", "__proto__", "toString"];
      return c.json(names.map((name) => Reflect.apply(c.get, c, [name]) ?? "none"));
    });
    expect(await ask(app)).toEqual(["none", "none", "none"]);
  });

  it("fails in an application that no server of Node serves, and says what to do", async () => {
    const failed = vi.fn<(error: unknown) => void>();
    const app = new Application<Env>().use(clientIp(appending));
    app.get("/", (c) => c.text(""));
    app.onError((error, c) => {
      failed(error);
      return c.text("", 500);
    });
    await app.request("/");
    expect(failed.mock.lastCall).toMatchObject([
      { code: "config-type", remedy: expect.stringContaining("@hono/node-server") as string },
    ]);
  });

  it.each([undefined, null, {}])("refuses what is no context: %o", (given) => {
    const refused = expect.objectContaining({ code: "config-type" }) as Error;
    expect(() => clientIp(appending)(given as never, async () => {})).toThrow(refused);
  });
});

const restricted = (path: string): Hono<Env> => {
  const app = new Hono<Env>().use(clientIp(path));
  app.use(ipRestriction(getIP, { allowList: ["203.0.113.0/24", "2001:db8::/32"] }));
  return app.get("/", (c) => c.text("in"));
};
const incoming = (list: string): object => ({
  headers: { "x-forwarded-for": list },
  socket: { remoteAddress: "127.0.0.1" },
});

describe("getIP", () => {
  it.each([
    ["203.0.113.7", 200],
    ["203.0.113.7, 6.6.6.6", 403],
    ["2001:db8::7", 200],
    ["unknown", 403],
  ])("lets in those whom the list allows: %s", async (list, status) => {
    const reply = await restricted("loopback").request("/", {}, { incoming: incoming(list) });
    expect(reply.status).toBe(status);
  });

  it("has the client's port, if a hop reports it", () => {
    const info = createResolver("loopback").resolve({
      peer: "127.0.0.1",
      rawHeaders: ["X-Forwarded-For", "[2001:db8::7]:4711"],
    });
    const c = { get: () => info } as unknown as Parameters<typeof getIP>[0];
    expect(getIP(c)).toEqual({
      remote: { address: "2001:db8::7", addressType: "IPv6", port: 4711 },
    });
  });

  it("has no port, if no hop reports one", () => {
    const info = createResolver("direct").resolve({ peer: "203.0.113.7", rawHeaders: [] });
    const c = { get: () => info } as unknown as Parameters<typeof getIP>[0];
    expect(getIP(c)).toStrictEqual({ remote: { address: "203.0.113.7", addressType: "IPv4" } });
  });

  it("fails before clientIp, and says so", () => {
    const c = { get: () => undefined } as unknown as Parameters<typeof getIP>[0];
    expect(() => getIP(c)).toThrow(
      expect.objectContaining({
        code: "config-type",
        remedy: expect.stringContaining("app.use(clientIp(path)) before") as string,
      }),
    );
  });
});

it("the types of Hono have clientIp and clientIpInfo", () => {
  const app = new Hono<{ Variables: { user: string } }>();
  app
    .use(clientIp("direct"))
    .use(clientIp(createResolver("direct")))
    .use(clientIp());
  app.get("/", (c) => {
    expectTypeOf(c.get("clientIp")).toEqualTypeOf<string | undefined>();
    expectTypeOf(c.get("clientIpInfo")).toEqualTypeOf<Resolution>();
    expectTypeOf(c.var.clientIp).toEqualTypeOf<string | undefined>();
    expectTypeOf(c.var.user).toEqualTypeOf<string>();
    expectTypeOf(clientIpOf).toBeCallableWith(c);
    return c.text("");
  });
  expect(app.routes.length).toBeGreaterThan(3);
});
