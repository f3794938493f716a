// One server of the contest end to end, in a process of its own: node bench/e2e-server.js <framework> <way>
// Tells its parent the port, and what time of the processor it has used whenever it is asked.
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

const [framework, way] = process.argv.slice(2);
const PATH = RANGES.join(", ");

/** As long as the answer of those who ask, so that no server has less to send. */
const UNASKED = "2a02:8108:1:2:3:4:5:0";

/** What is asked for the client's address, given what the framework calls a request. */
const ways = {
  bare: () => UNASKED,
  "request-ip": (req) => requestIp.getClientIp(req),
  unread: () => UNASKED,
};

const frameworks = {
  "node:http"() {
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
  express() {
    const app = express();
    if (way === "own") app.set("trust proxy", RANGES);
    if (way === "read" || way === "unread") app.use(ofExpress.clientIp(PATH));
    const ask = { ...ways, own: (req) => req.ip, read: (req) => req.clientIp }[way];
    app.get("/", (req, res) => res.end(`${ask(req)}`));
    return createServer(app);
  },
  async fastify() {
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
  koa() {
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

const server = await frameworks[framework]();
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ microseconds: user + system });
});
process.on("disconnect", () => process.exit());
