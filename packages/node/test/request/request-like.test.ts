import { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import { Socket } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { clientIpInfoOf, clientIpOf, createResolver, explainClientIp } from "../../src/index.ts";
import { bindResolver, refuseCaller, wrongFramework } from "../../src/adapter.ts";

const resolver = createResolver("loopback");
const web = new Request("http://a.test/");
const req = { url: "/" };

/** What was given, and a part of the remedy. */
const WRONG: readonly [string, unknown, string][] = [
  ["nothing", undefined, "clientIpOf(req)"],
  ["null", null, "clientIpOf(req)"],
  ["a text", "203.0.113.7", "clientIpOf(req)"],
  ["a function", () => {}, "clientIpOf(req)"],
  ["an array", [], "clientIpOf(req)"],
  ["an object without a prototype", Object.create(null), "clientIpOf(req)"],
  ["an object whose class has no name", Object.create({ constructor: 1 }), "clientIpOf(req)"],
  ["a context of Hono", { req: { raw: web }, env: {} }, "@hono/node-server"],
  ["a context of Hono without bindings", { req: { raw: web } }, "@hono/node-server"],
  ["an event of h3 2", { req: web, context: {} }, "event.runtime.node.req"],
  ["an event of h3 2 elsewhere", { req: web, runtime: {} }, "event.runtime.node.req"],
  ["a web Request", web, "A web Request knows no peer"],
  ["a socket of socket.io", { request: req, handshake: {} }, "socket.request"],
  ["an object with a request", { request: req }, "clientIpOf(req)"],
  ["an object with a handshake", { handshake: {} }, "clientIpOf(req)"],
  ["an object with a socket", { socket: {} }, "clientIpOf(req)"],
  ["an object with a name of NestJS", { switchToHttp: true }, "clientIpOf(req)"],
  ["a context of NestJS", { switchToHttp() {} }, "clientIpOf(requestOf(context))"],
  ["a double without a socket", { headers: {} }, "A test double needs a socket"],
  ["a double whose socket is null", { headers: {}, socket: null }, "needs a socket"],
  ["a double whose headers are null", { headers: null, socket: {} }, "and headers"],
  ["a double whose headers are undefined", { headers: undefined, socket: {} }, "and headers"],
  ["a double whose raw headers are text", { headers: {}, rawHeaders: "", socket: {} }, "double"],
  ["a double with raw headers alone", { rawHeaders: [] }, "A test double needs a socket"],
  ["a double whose socket is none", { rawHeaders: [], socket: null }, "needs a socket"],
];

describe.each([
  ["clientIpOf", clientIpOf],
  ["clientIpInfoOf", clientIpInfoOf],
  ["explainClientIp", explainClientIp],
])("wrong-object: %s", (_name, ask) => {
  it.each(WRONG)("refuses %s", (_what, given, remedy) => {
    expect(() => ask(given as IncomingMessage, resolver)).toThrow(
      expect.objectContaining({
        name: "ClientIpError",
        code: "config-type",
        remedy: expect.stringContaining(remedy) as string,
      }),
    );
  });
});

describe("wrong-object: the error", () => {
  it.each([
    [undefined, "undefined"],
    [null, "null"],
    ["203.0.113.7", "string"],
    [{}, "an object"],
    [Object.create(null), "an object"],
    [Object.create(Object.create(null)), "an object"],
    [new Map(), "an object of Map"],
  ])("says what stood in place of a request: %j", (given, kind) => {
    const refused = expect.objectContaining({ given: `${kind} in place of a request` }) as Error;
    expect(() => clientIpOf(given as never, resolver)).toThrow(refused);
  });

  it("is the same where there are no web Requests, as in Jest's jsdom", () => {
    vi.stubGlobal("Request", undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(() => clientIpOf({ req } as never, resolver)).toThrow("[config-type]");
  });
});

describe("wrong-object: bindResolver", () => {
  it.each(WRONG.slice(0, -2))("refuses %s", (_what, given, remedy) => {
    const bind = (): void => bindResolver(given as IncomingMessage, resolver);
    expect(bind).toThrow("[config-type]");
    expect(bind).toThrow(remedy);
  });
});

describe("wrong-object: a request", () => {
  it("of a test is one with headers and a socket, as node-mocks-http makes it", () => {
    const headers = { "x-forwarded-for": "203.0.113.7" };
    const double = { headers, socket: { remoteAddress: "127.0.0.1" } };
    expect(clientIpOf(double as unknown as IncomingMessage, resolver)).toBe("203.0.113.7");
    bindResolver(double as unknown as IncomingMessage, createResolver("direct"));
    expect(clientIpOf(double as unknown as IncomingMessage)).toBe("127.0.0.1");
  });

  it("stays one when its socket is gone", () => {
    const double: object = { headers: {}, socket: { remoteAddress: "203.0.113.7" } };
    const direct = createResolver("direct");
    const ask = (): unknown => clientIpOf(double as IncomingMessage, direct);
    expect(ask()).toBe("203.0.113.7");
    Object.assign(double, { socket: null });
    expect(ask()).toBe("203.0.113.7");
  });

  it.each(["raw", "req"])(
    "in a framework's object (%s) is found before headers and socket",
    (key) => {
      const request = { headers: {}, rawHeaders: [], socket: { remoteAddress: "127.0.0.1" } };
      bindResolver(request as unknown as IncomingMessage, createResolver("direct"));
      const { headers, socket } = request;
      const held = {
        [key]: request,
        headers: { ...headers, "x-forwarded-for": "9.9.9.9" },
        socket,
      };
      expect(clientIpOf(held as never)).toBe("127.0.0.1");
    },
  );

  it.each([
    ["Hono", (request: object) => ({ req: { raw: web }, env: { incoming: request } })],
    ["hapi", (request: object) => ({ raw: { req: request, res: {} }, headers: {}, info: {} })],
    ["h3 1", (request: object) => ({ node: { req: request }, context: {} })],
    ["h3 2", (request: object) => ({ req: web, runtime: { node: { req: request } } })],
  ])("in an object of %s is found", (_framework, hold) => {
    const request = { headers: {}, rawHeaders: [], socket: { remoteAddress: "203.0.113.7" } };
    expect(clientIpOf(hold(request) as never, createResolver("direct"))).toBe("203.0.113.7");
  });

  it("in a framework's object may be a test's double", () => {
    const raw = { headers: {}, socket: { remoteAddress: "203.0.113.7" } };
    expect(clientIpOf({ raw } as never, createResolver("direct"))).toBe("203.0.113.7");
  });

  it.each([IncomingMessage, Http2ServerRequest])(
    "of Node whose socket is gone has no peer, and is no wrong object: %o",
    ({ prototype }) => {
      const fields = { rawHeaders: { value: [] }, socket: { value: null } };
      const gone = Object.create(prototype, fields) as IncomingMessage;
      expect(clientIpInfoOf(gone, resolver).status).toBe("no-peer");
    },
  );
});

describe("wrong-object: a double that is frozen", () => {
  it.each([
    ["request", Object.freeze({ headers: {}, socket: {} })],
    ["request", Object.freeze({ rawHeaders: [], socket: {} })],
    ["request", Object.freeze(new IncomingMessage(new Socket()))],
    ["socket", { headers: {}, socket: Object.freeze({}) }],
  ])("has no room for its record: %s", (what, given) => {
    expect(() => clientIpOf(given as never, resolver)).toThrow(
      expect.objectContaining({ code: "config-type", given: `a ${what} that is frozen` }) as Error,
    );
  });
});

describe("wrong-adapter: the caller is named", () => {
  it.each<[string, object, string]>([
    ["Fastify", { decorateRequest() {} }, "@client-ip/fastify"],
    ["Koa", { req: {}, res: {}, app: {} }, "@client-ip/koa"],
    ["h3", { node: {}, context: {} }, "@client-ip/h3"],
    ["h3 2", { runtime: {}, context: {} }, "@client-ip/h3"],
    ["a hook of Fastify", { raw: { headers: {}, socket: {} } }, "@client-ip/fastify"],
    ["@fastify/middie", { rawHeaders: [], ips: undefined }, "@client-ip/fastify"],
    ["a server of fetch", web, "evidenceOfFetch"],
    ["hapi", { raw: { req: {} } }, "@client-ip/hapi"],
    ["Hono", { req: {}, res: {}, newResponse() {} }, "@client-ip/hono"],
    ["Express", { rawHeaders: [], app() {} }, "@client-ip/express"],
    ["node:http", { rawHeaders: [] }, "@client-ip/node"],
    ["node:http with another app", { rawHeaders: [], app: {} }, "@client-ip/node"],
    [
      "another framework",
      () => {},
      "@client-ip/express, /fastify, /h3, /hapi, /hono, /koa or /node",
    ],
  ])("%s", (_name, first, named) => {
    const error = wrongFramework(first, "a request");
    expect(error).toMatchObject({ code: "config-type", expected: "a request" });
    expect(error.remedy).toContain(named);
  });

  it.each([
    undefined,
    null,
    { raw: {} },
    { raw: null },
    { context: {} },
    { node: {} },
    { req: {}, res: {} },
    { req: {}, app: {} },
    { res: {}, app: {} },
    { app() {} },
    { newResponse: "", decorateRequest: "" },
  ])("not if it is none of them: %j", (first) => {
    const given = first instanceof Object ? "an object" : String(first);
    expect(wrongFramework(first, "a request").given).toBe(given);
  });

  it("in a rejection for Fastify, which awaits it, and in an exception for the others", async () => {
    const refused = refuseCaller({ decorateRequest() {} }, "a request");
    await expect(refused).rejects.toThrow("@client-ip/fastify");
    for (const first of [{ rawHeaders: [] }, null, "decorateRequest"]) {
      expect(() => void refuseCaller(first, "a request")).toThrow("[config-type]");
    }
  });

  it("not where there are no web Requests, as in Jest's jsdom", () => {
    vi.stubGlobal("Request", undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(wrongFramework(web, "a request").given).toBe("an object of Request");
  });

  it.each([
    ["raw", "@client-ip/fastify"],
    ["req", "@client-ip/express"],
  ])("for an object that holds a request in %s, to which no resolver can be bound", (key, name) => {
    const held = { [key]: { headers: {}, socket: {} } } as unknown as IncomingMessage;
    expect(() => bindResolver(held, resolver)).toThrow("[config-type]");
    expect(() => bindResolver(held, resolver)).toThrow(name);
  });

  it("when a resolver is bound", () => {
    const context = { req: {}, res: {}, app: {} } as unknown as IncomingMessage;
    expect(() => bindResolver(context, resolver)).toThrow("@client-ip/koa");
  });
});
