// A server of each framework, with each way to find the client's address.
import { createServer } from "node:http";
import * as ofExpress from "@client-ip/express";
import * as ofFastify from "@client-ip/fastify";
import * as ofKoa from "@client-ip/koa";
import { clientIp, clientIpOf } from "@client-ip/node";
import express from "express";
import fastify from "fastify";
import Koa from "koa";
import proxyAddr from "proxy-addr";
import requestIp from "request-ip";
import { RANGES } from "./peers.js";

const PATH = RANGES.join(", ");

/** The second bare server shows how much two runs of the same code differ. */
export const WAYS = ["bare", "bare again", "no-op", "own", "request-ip", "read", "unread"];

/** A middleware that does nothing costs something, too: what the framework takes to call it. */
export const NO_OP = "no-op";

/** As long as the other servers' answer, so that all send the same number of bytes. */
const UNASKED = "2a02:8108:1:2:3:4:5:0";

/** The ways that are the same in every framework. Each gets the framework's request. */
const SHARED_WAYS = {
  bare: () => UNASKED,
  "bare again": () => UNASKED,
  [NO_OP]: () => UNASKED,
  "request-ip": (req) => requestIp.getClientIp(req),
  unread: () => UNASKED,
};

/** Each makes a server for one of {@link WAYS}. It does not listen yet. */
export const servers = {
  "node:http"(way) {
    const bind = way === "read" || way === "unread" ? clientIp(PATH) : () => undefined;
    const trust = proxyAddr.compile(RANGES);
    const ask = {
      ...SHARED_WAYS,
      own: (req) => proxyAddr(req, trust),
      read: (req) => clientIpOf(req),
    }[way];
    return createServer((req, res) => {
      bind(req);
      res.end(`${ask(req)}`);
    });
  },
  express(way) {
    const app = express();
    if (way === "own") app.set("trust proxy", RANGES);
    if (way === NO_OP) app.use((_req, _res, next) => next());
    if (way === "read" || way === "unread") app.use(ofExpress.clientIp(PATH));
    const ask = { ...SHARED_WAYS, own: (req) => req.ip, read: (req) => req.clientIp }[way];
    app.get("/", (req, res) => res.end(`${ask(req)}`));
    return createServer(app);
  },
  async fastify(way) {
    const app = fastify(way === "own" ? { trustProxy: RANGES } : {});
    if (way === NO_OP) app.addHook("onRequest", (_request, _reply, next) => next());
    if (way === "read" || way === "unread") await app.register(ofFastify.clientIp(PATH));
    const ask = {
      ...SHARED_WAYS,
      own: (request) => request.ip,
      "request-ip": ({ raw }) => requestIp.getClientIp(raw),
      read: (request) => request.clientIp,
    }[way];
    app.get("/", (request, reply) => reply.send(`${ask(request)}`));
    await app.ready();
    return app.server;
  },
  koa(way) {
    const app = new Koa({ proxy: way === "own" });
    if (way === NO_OP) app.use((_ctx, next) => next());
    if (way === "read" || way === "unread") app.use(ofKoa.clientIp(PATH));
    const ask = {
      ...SHARED_WAYS,
      own: (ctx) => ctx.ip,
      "request-ip": (ctx) => requestIp.getClientIp(ctx.req),
      read: (ctx) => ctx.clientIp,
    }[way];
    app.use((ctx) => {
      ctx.body = `${ask(ctx)}`;
    });
    return createServer(app.callback());
  },
};
