import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { clientIp as forExpress } from "@client-ip/express";
import { clientIp as forFastify } from "@client-ip/fastify";
import { clientIp as forH3 } from "@client-ip/h3";
import { clientIp as forHapi } from "@client-ip/hapi";
import { clientIp as forHono } from "@client-ip/hono";
import { clientIp as forKoa } from "@client-ip/koa";
import { clientIp as forNode, ClientIpError, clientIpOf } from "@client-ip/node";
import { getRequestListener } from "@hono/node-server";
import { type Lifecycle, server as createHapi } from "@hapi/hapi";
import express, { type RequestHandler } from "express";
import { fastify, type FastifyPluginCallback, type onRequestHookHandler } from "fastify";
import { H3, type Middleware as H3Middleware } from "h3";
import * as h31 from "h3-1";
import { toNodeHandler } from "h3/node";
import { Hono, type MiddlewareHandler } from "hono";
import Koa, { type Middleware } from "koa";
import { afterAll, describe, expect, it } from "vitest";

const ofPackage = (name: string): NodeJS.Require =>
  createRequire(new URL(`../packages/${name}/package.json`, import.meta.url));
const express4 = ofPackage("express")("express4") as typeof express;
const Koa2 = ofPackage("koa")("koa2") as typeof Koa;

const ADAPTERS = {
  express: forExpress,
  fastify: forFastify,
  h3: forH3,
  hapi: forHapi,
  hono: forHono,
  koa: forKoa,
  node: forNode,
} satisfies Record<string, (path: string) => unknown>;

type Listener = (req: IncomingMessage, res: ServerResponse) => unknown;

/** Serves one request. Resolves to what the application answered, or the error that it caught. */
type Host = (middleware: unknown) => Promise<unknown>;

async function get(listener: Listener): Promise<void> {
  const server = createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.closeAllConnections();
  server.close();
}

const inExpress =
  (framework: typeof express): Host =>
  async (middleware) => {
    let outcome: unknown;
    const app = framework();
    app.use(middleware as RequestHandler);
    app.use((req, res) => {
      expect(req.clientIp).toBe(clientIpOf(req));
      outcome = clientIpOf(req);
      res.end();
    });
    // Express tells an error handler by its four parameters.
    app.use((error: unknown, _req: unknown, res: ServerResponse, _next: unknown) => {
      outcome = error;
      res.end();
    });
    await get(app as Listener);
    return outcome;
  };

const inKoa =
  (Framework: typeof Koa): Host =>
  async (middleware) => {
    let outcome: unknown;
    const app = new Framework();
    app.on("error", (error: unknown) => (outcome = error));
    app.use(middleware as Middleware);
    app.use((ctx) => {
      outcome = clientIpOf(ctx);
      ctx.body = "";
    });
    await get(app.callback());
    return outcome;
  };

const inHono: Host = async (middleware) => {
  let outcome: unknown;
  const app = new Hono();
  app.onError((error, c) => {
    outcome = error;
    return c.text("");
  });
  app.use(middleware as MiddlewareHandler);
  app.get("/", (c) => {
    outcome = clientIpOf(c);
    return c.text("");
  });
  await get(getRequestListener(app.fetch));
  return outcome;
};

const inH3: Host = async (middleware) => {
  let outcome: unknown;
  const app = new H3({ silent: true, onError: ({ cause }) => void (outcome = cause) });
  app.use(middleware as H3Middleware);
  app.get("/", (event) => {
    outcome = clientIpOf(event);
    return "";
  });
  await get(toNodeHandler(app));
  return outcome;
};

const inH31: Host = async (middleware) => {
  let outcome: unknown;
  const onError = ({ cause }: Error): void => void (outcome = cause);
  const app = h31.createApp({ onError }).use(h31.eventHandler(middleware as never));
  app.use(
    h31.eventHandler((event) => {
      outcome = clientIpOf(event);
      return "";
    }),
  );
  await get(h31.toNodeListener(app));
  return outcome;
};

/** A function is no plugin, and hapi says so at once. It may be an extension point. */
const inHapi: Host = async (middleware) => {
  let outcome: unknown;
  const server = createHapi();
  if (typeof middleware === "function") {
    server.ext("onRequest", (request, h) => {
      try {
        return Reflect.apply(middleware, server, [request, h]) as Lifecycle.ReturnValue;
      } catch (error) {
        outcome = error;
        throw error;
      }
    });
  } else await server.register(middleware as ReturnType<typeof forHapi>);
  const handler = (request: Parameters<Lifecycle.Method>[0]): string =>
    (outcome = clientIpOf(request) ?? "");
  server.route({ method: "GET", path: "/", handler });
  await server.inject({ url: "/", remoteAddress: "127.0.0.1" });
  return outcome;
};

const inFastify: Host = async (middleware) => {
  const app = fastify();
  try {
    await app.register(middleware as FastifyPluginCallback);
    app.get("/", (request) => String(clientIpOf(request)));
    return (await app.inject({ url: "/", remoteAddress: "127.0.0.1" })).body;
  } catch (error) {
    return error;
  } finally {
    await app.close();
  }
};

const inHook: Host = async (hook) => {
  const app = fastify();
  let outcome: unknown;
  app.addHook("onRequest", hook as onRequestHookHandler);
  app.setErrorHandler((error) => (outcome = error));
  app.get("/", (request) => (outcome = request.clientIp ?? "no client"));
  await app.inject({ url: "/", remoteAddress: "127.0.0.1" });
  await app.close();
  return outcome;
};

/** As connect, restana or polka run a middleware. */
const inConnect: Host = async (middleware) => {
  let outcome: unknown;
  await get((req, res) => {
    const next = (error?: unknown): void => {
      outcome = error ?? clientIpOf(req);
      res.end();
    };
    try {
      (middleware as (...args: unknown[]) => unknown)(req, res, next);
    } catch (error) {
      next(error);
    }
  });
  return outcome;
};

/** Each framework, the adapters that work in it, and what the others' remedies name. */
const HOSTS: readonly [string, Host, readonly (keyof typeof ADAPTERS)[], string][] = [
  ["Express 4", inExpress(express4), ["express", "node"], "@client-ip/express"],
  ["Express 5", inExpress(express), ["express", "node"], "@client-ip/express"],
  ["Koa 2", inKoa(Koa2), ["koa"], "@client-ip/koa"],
  ["Koa 3", inKoa(Koa), ["koa"], "@client-ip/koa"],
  ["Hono 4", inHono, ["hono"], "@client-ip/hono"],
  ["h3 1", inH31, ["h3"], "@client-ip/h3"],
  ["h3 2", inH3, ["h3"], "@client-ip/h3"],
  ["hapi 21", inHapi, ["hapi"], "@client-ip/hapi"],
  ["Fastify 5", inFastify, ["fastify"], "@client-ip/fastify"],
  ["a hook of Fastify 5", inHook, [], "@client-ip/fastify"],
  ["connect", inConnect, ["express", "node"], "@client-ip/node"],
];

const rejections: unknown[] = [];
const note = (reason: unknown): void => void rejections.push(reason);
process.on("unhandledRejection", note);
afterAll(() => void process.off("unhandledRejection", note));

/** The promises that were rejected, and that no framework held. */
async function unheld(): Promise<readonly unknown[]> {
  await new Promise(setImmediate);
  return rejections;
}

describe.each(HOSTS)("wrong-adapter: in %s", (_name, host, working, named) => {
  it.each(working)("that of %s works", async (adapter) => {
    expect(await host(ADAPTERS[adapter]("direct"))).toBe("127.0.0.1");
    expect(await unheld()).toEqual([]);
  });

  // A plugin of hapi is no function. The other frameworks refuse it themselves.
  const others = Object.keys(ADAPTERS).filter(
    (name) => name !== "hapi" && !working.some((own) => own === name),
  );
  it.each(others)("that of %s fails with the name of the right package", async (adapter) => {
    const made = ADAPTERS[adapter as keyof typeof ADAPTERS]("direct");
    const error = await host(made);
    expect(error).toBeInstanceOf(ClientIpError);
    expect(error).toMatchObject({
      code: "config-type",
      expected: expect.stringMatching(new RegExp(adapter, "i")) as string,
      remedy: expect.stringContaining(named) as string,
    });
    expect(await unheld()).toEqual([]);
  });
});
