import { createServer, type RequestListener, type Server as HttpServer } from "node:http";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { createServer as createHttps, type Server as HttpsServer } from "node:https";

import * as forExpress from "@client-ip/express";
import * as forFastify from "@client-ip/fastify";
import * as forKoa from "@client-ip/koa";
import * as forNode from "@client-ip/node";
import type { Resolver, SealOptions } from "@client-ip/node";
import express from "express";
import fastify, { type FastifyServerFactory } from "fastify";
import Koa from "koa";

import { server as certificate } from "./certificates.ts";
import { seen } from "./seen.ts";
import type { Framework, Transport } from "./targets.ts";

/** A server of HTTP/1, with or without TLS, or of HTTP/2. */
export type Server = HttpServer | HttpsServer | Http2SecureServer;

/** Makes a server that answers each request with what it has seen of it. */
type Make = (
  transport: Transport,
  resolver: Resolver,
  options: { readonly seal: SealOptions } | undefined,
) => Server | Promise<Server>;

export const frameworks: Readonly<Record<Framework, Make>> = {
  "node:http": (transport, resolver, options) => {
    const bind = forNode.clientIp(resolver, options);
    return serverOf(transport, (req, res) => {
      bind(req, res, () => {
        const answered = seen(req, () => forNode.clientIpOf(req));
        void answered.then((answer) => res.end(JSON.stringify(answer)));
      });
    });
  },
  Express: (transport, resolver, options) => {
    const app = express().use(forExpress.clientIp(resolver, options));
    app.use((req, res) => {
      void seen(req, () => req.clientIp).then((answer) => res.json(answer));
    });
    return serverOf(transport, app);
  },
  Fastify: async (transport, resolver, options) => {
    // Its types name HTTP/1 alone.
    const serverFactory: FastifyServerFactory = (handler) =>
      serverOf(transport, handler) as HttpServer;
    const app = fastify({ serverFactory });
    await app.register(forFastify.clientIp(resolver, options));
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _body, done) => {
      done(null);
    });
    app.all("/*", (request) => seen(request.raw, () => request.clientIp));
    await app.ready();
    return app.server;
  },
  Koa: (transport, resolver, options) => {
    const app = new Koa().use(forKoa.clientIp(resolver, options));
    // It prints every connection that was reset.
    app.silent = true;
    app.use(async (ctx) => {
      ctx.body = await seen(ctx.req, () => ctx.clientIp);
    });
    const callback = app.callback();
    return serverOf(transport, (req, res) => void callback(req, res));
  },
};

/** Longer than any pause of a client that keeps its connection. */
const KEPT_ALIVE = 600_000;

function serverOf(transport: Transport, listener: RequestListener): Server {
  if (transport === "HTTP/2 over TLS") {
    // Its requests are others, which adapters and frameworks take too.
    return createSecureServer(certificate, listener as never);
  }
  const options = { keepAliveTimeout: KEPT_ALIVE };
  return transport === "HTTP/1"
    ? createServer(options, listener)
    : createHttps({ ...certificate, ...options }, listener);
}
