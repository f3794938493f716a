import { createServer, IncomingMessage, type RequestListener, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { clientIp as forExpress } from "@client-ip/express";
import { clientIp as forFastify } from "@client-ip/fastify";
import { clientIp as forH3 } from "@client-ip/h3";
import { clientIp as forHapi } from "@client-ip/hapi";
import { clientIp as forHono } from "@client-ip/hono";
import { clientIp as forKoa } from "@client-ip/koa";
import { clientIp as forNode, ClientIpError } from "@client-ip/node";
import { describe, expect, it } from "vitest";

interface Options {
  readonly onUnresolved?: "reject";
  readonly seal?: { readonly onUnresolved: "reject"; readonly keep: readonly string[] };
}

/** What each adapter makes, in the form of a function. */
const ADAPTERS: Readonly<Record<string, (options?: Options) => unknown>> = {
  express: (options) => forExpress("nginx", options),
  fastify: (options) => forFastify("nginx", options),
  h3: (options) => forH3("nginx", options),
  hapi: (options) => forHapi("nginx", options).register,
  hono: (options) => forHono("nginx", options),
  koa: (options) => forKoa("nginx", options),
  node: (options) => forNode("nginx", options),
};

const OPTIONS: readonly (Options | undefined)[] = [
  undefined,
  { onUnresolved: "reject" },
  { seal: { onUnresolved: "reject", keep: [] } },
];

/** What stands in place of what the framework passes. */
const WRONG: readonly [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["a text", "203.0.113.7"],
  ["an object", {}],
  ["a web Request", new Request("http://a.test/")],
  ["a double without a socket", { headers: {} }],
  ["a double without headers", { headers: null, socket: {} }],
  ["an object that holds a request", { req: { headers: {}, socket: {} } }],
  ["a frozen double", Object.freeze({ headers: {}, socket: {} })],
  ["a double whose socket is frozen", { headers: {}, socket: Object.freeze({}) }],
];

/** The error with which a call ends: thrown, in a rejection, or as the argument of `next`. */
async function errorOf(made: unknown, first: unknown): Promise<unknown> {
  const call = made as (...given: unknown[]) => unknown;
  let passed: unknown;
  try {
    await call(first, {}, (error?: unknown) => (passed = error));
  } catch (error) {
    return error;
  }
  return passed;
}

describe.each(Object.entries(ADAPTERS))("wrong-object: in the adapter of %s", (_name, adapter) => {
  it.each(WRONG)("%s is config-type, whatever the options are", async (_what, given) => {
    for (const options of OPTIONS) {
      const error = await errorOf(adapter(options), given);
      expect(error).toBeInstanceOf(ClientIpError);
      expect(error).toMatchObject({ code: "config-type" });
    }
  });
});

describe("wrong-object: a double that has header lines, and no headers", () => {
  const ofNode = Object.entries(ADAPTERS).filter(([name]) => /^(?:express|node)$/.test(name));

  it.each(ofNode)("has no client in the adapter of %s", (_name, adapter) => {
    for (const options of OPTIONS) {
      const double = { rawHeaders: [], headers: null, socket: {} };
      const made = adapter(options) as (...given: unknown[]) => unknown;
      const answered: unknown[] = [];
      const res = {
        writeHead: (status: number) => ({ end: () => answered.push(status) }),
      };
      made(double, res, (error: unknown) => answered.push(error));
      expect(answered).toEqual([options === undefined ? undefined : 403]);
    }
  });
});

describe("wrong-object: as the only listener of a server", () => {
  const { hapi: _plugin, ...others } = ADAPTERS;

  it.each(Object.entries(others))("that of %s answers nobody", (_name, adapter) => {
    for (const options of OPTIONS) {
      const server = createServer(adapter(options) as RequestListener);
      const req = new IncomingMessage(new Socket());
      expect(() => server.emit("request", req, new ServerResponse(req))).toThrow(
        expect.objectContaining({
          code: "config-type",
          remedy: expect.stringContaining("clientIpOf(req") as string,
        }) as Error,
      );
    }
  });

  it("that of node is right beside another listener", () => {
    const server = createServer(forNode("nginx"));
    let isAnswered = false;
    server.on("request", () => (isAnswered = true));
    const req = new IncomingMessage(new Socket());
    server.emit("request", req, new ServerResponse(req));
    expect(isAnswered).toBe(true);
  });
});
