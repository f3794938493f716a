// A server of each framework, and how it comes to the client's address.
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

/** The second bare server shows what the same code takes another time. */
export const WAYS = ["bare", "bare again", "own", "request-ip", "read", "unread"];

/** As long as the answer of those who ask, so that no server has less to send. */
const UNASKED = "2a02:8108:1:2:3:4:5:0";

/** What is asked for the client's address, given what the framework calls a request. The rest depends on the framework. */
const ways = {
  bare: () => UNASKED,
  "bare again": () => UNASKED,
  "request-ip": (req) => requestIp.getClientIp(req),
  unread: () => UNASKED,
};

/** Each makes a server, not yet listening, that answers `way` of {@link WAYS}. */
export const servers = {
  "node:http"(way) {
    const bind = way === "read" || way === "unread" ? clientIp(PATH) : () => undefined;
    const trust = proxyAddr.compile(RANGES);
    const ask = { ...ways, own: (req) => proxyAddr(req, trust), read: (req) => clientIpOf(req) }[
      way
    ];
    return createServer((req, res) => {
      bind(req);
      res.end(`${ask(req)}`);
    });
  },
  express(way) {
    const app = express();
    if (way === "own") app.set("trust proxy", RANGES);
    if (way === "read" || way === "unread") app.use(ofExpress.clientIp(PATH));
    const ask = { ...ways, own: (req) => req.ip, read: (req) => req.clientIp }[way];
    app.get("/", (req, res) => res.end(`${ask(req)}`));
    return createServer(app);
  },
  async fastify(way) {
    const app = fastify(way === "own" ? { trustProxy: RANGES } : {});
    if (way === "read" || way === "unread") await app.register(ofFastify.clientIp(PATH));
    const ask = {
      ...ways,
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
    if (way === "read" || way === "unread") app.use(ofKoa.clientIp(PATH));
    const ask = {
      ...ways,
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
