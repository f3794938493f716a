import { type Request, server as createServer, type Server } from "@hapi/hapi";
import { server as createServer210 } from "hapi-21.0";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import {
  clientIp,
  clientIpInfoOf,
  clientIpOf,
  createResolver,
  type Resolution,
} from "../src/index.ts";

/** A path for the server, in front of which a firewall must not be bypassed. */
const site = [
  { name: "waf", address: "198.51.100.0/24", tells: "x-forwarded-for", required: true },
  { name: "balancer", address: "loopback", tells: "x-forwarded-for" },
] as const;
/** The weaker path of a plugin: partners come to the balancer. */
const partners = [{ name: "balancer", address: "loopback", tells: "x-forwarded-for" }] as const;

const BYPASSED = { status: "bypassed" };
const PARTNER = { ip: "203.0.113.66", status: "resolved" };

/** Answers with what the request says of its client here. */
const answer = (request: Request): object => {
  const { ip, status } = request.clientIpInfo;
  expect(request.clientIp).toBe(ip);
  expect(clientIpInfoOf(request)).toBe(request.clientIpInfo);
  return { ip, status };
};
const get = (path: string, handler: (request: Request) => object = answer) =>
  ({ method: "GET", path, handler }) as const;

async function ask(server: Server, url: string, list = "203.0.113.66"): Promise<unknown> {
  const headers = { "x-forwarded-for": list };
  return (await server.inject({ url, headers, remoteAddress: "127.0.0.1" })).result;
}

describe.each([
  ["hapi 21.0", createServer210],
  ["hapi 21", createServer],
])("path-of-the-router: in %s a request", (_version, create) => {
  /** A server with a path, and a plugin with another one, which has a plugin itself. */
  async function twoPaths(options: Parameters<typeof clientIp>[1] = {}): Promise<Server> {
    const server = create();
    await server.register(clientIp([...site]));
    const inner = { name: "inner", register: (one: Server) => one.route(get("/inner")) };
    const plugin = {
      name: "partners",
      async register(one: Server) {
        await one.register(clientIp([...partners], options));
        one.route([get("/orders"), get("/broken", () => Promise.reject(new Error("broken")))]);
        await one.register(inner);
      },
    };
    await server.register(plugin, { routes: { prefix: "/partners" } });
    server.route([get("/"), get("/partners/beside"), get("/{any*}")]);
    return server;
  }

  it("has the plugin's path in its routes, and in those of a plugin in it", async () => {
    const server = await twoPaths();
    expect(await ask(server, "/partners/orders")).toEqual(PARTNER);
    expect(await ask(server, "/partners/inner")).toEqual(PARTNER);
  });

  it("has the server's path in all other routes, whatever their prefix", async () => {
    const server = await twoPaths();
    expect(await ask(server, "/")).toEqual(BYPASSED);
    expect(await ask(server, "/partners/beside")).toEqual(BYPASSED);
    expect(await ask(server, "/partners/unknown")).toEqual(BYPASSED);
  });

  it("has the server's path before a route is found, and where none is", async () => {
    const server = await twoPaths();
    const early: unknown[] = [];
    server.ext("onRequest", (request, h) => {
      early.push(clientIpInfoOf(request).status);
      return h.continue;
    });
    server.ext("onPreResponse", (request, h) => {
      return request.method === "post" ? h.response(answer(request)) : h.continue;
    });
    expect(await ask(server, "/partners/orders")).toEqual(PARTNER);
    const headers = { "x-forwarded-for": "203.0.113.66" };
    const none = await server.inject({
      method: "POST",
      url: "/partners/x",
      headers,
      remoteAddress: "127.0.0.1",
    });
    expect(none.result).toEqual(BYPASSED);
    expect(early).toEqual(["bypassed", "bypassed"]);
  });

  it("is rejected by a plugin's options in its routes alone", async () => {
    const server = await twoPaths({ onUnresolved: "reject" });
    expect(await ask(server, "/partners/orders", "nonsense")).toContain("Forbidden");
    expect(await ask(server, "/partners/inner", "nonsense")).toContain("Forbidden");
    expect(await ask(server, "/partners/beside", "nonsense")).toEqual({ status: "malformed" });
  });

  it("has the last path of several in one plugin, and the first where no plugin has one", async () => {
    const server = create();
    const others = {
      name: "others",
      async register(one: Server) {
        await one.register(clientIp({ hops: 2 }));
        one.route(get("/others"));
      },
    };
    const plugin = {
      name: "partners",
      async register(one: Server) {
        await one.register(clientIp([...site]));
        await server.register(others);
        await one.register(clientIp([...partners]));
        one.route(get("/partners"));
      },
    };
    await server.register(plugin);
    server.route(get("/"));
    expect(await ask(server, "/partners")).toEqual(PARTNER);
    expect(await ask(server, "/others")).toEqual({ status: "missing" });
    expect(await ask(server, "/")).toEqual(BYPASSED);
  });

  it("with one path alone has it everywhere", async () => {
    const server = create();
    const plugin = {
      name: "partners",
      async register(one: Server) {
        await one.register(clientIp([...partners]));
      },
    };
    await server.register(plugin);
    server.route(get("/"));
    expect(await ask(server, "/")).toEqual(PARTNER);
  });
});

describe("request.clientIp", () => {
  it("is sealed in request.headers, too", async () => {
    const server = createServer();
    await server.register(clientIp([...partners], { seal: { onUnresolved: "reject", keep: [] } }));
    const early: unknown[] = [];
    server.ext("onRequest", ({ headers }, h) => {
      early.push(headers["x-forwarded-for"]);
      return h.continue;
    });
    server.route(get("/", ({ headers }) => ({ found: headers["x-forwarded-for"] })));
    expect(await ask(server, "/", "6.6.6.6, 203.0.113.66")).toEqual({ found: "203.0.113.66" });
    expect(await ask(server, "/", "nonsense")).toContain("Forbidden");
    expect(early).toEqual(["203.0.113.66"]);
  });

  it("is compared once with the answer of another method", async () => {
    const compare = vi.fn<(request: Request) => string>(() => "203.0.113.66");
    const server = createServer();
    await server.register(clientIp([...partners], { compare, onDifference: () => {} }));
    server.route(get("/"));
    expect(await ask(server, "/")).toEqual(PARTNER);
    expect(compare).toHaveBeenCalledOnce();
  });

  it("is in the types of hapi", async () => {
    const server = createServer();
    await server.register([clientIp(), clientIp(createResolver("direct")), clientIp("direct")]);
    server.route({
      method: "GET",
      path: "/",
      handler: (request) => {
        expectTypeOf(request.clientIp).toEqualTypeOf<string | undefined>();
        expectTypeOf(request.clientIpInfo).toEqualTypeOf<Resolution>();
        expectTypeOf(clientIpOf).toBeCallableWith(request);
        return request.clientIp ?? "";
      },
    });
    expect(await ask(server, "/", "")).toBe("127.0.0.1");
  });
});
