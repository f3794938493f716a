// An application of CommonJS modules, as most for Express and Nest are. ../consumers.mjs compiles
// it with each supported TypeScript, also as commonjs.cts, and runs it.
import { createServer } from "node:http";
import { ClientIpError, LiveAddresses } from "@client-ip/core";
import { clientIp as onExpress, heroku, type Resolution } from "@client-ip/express";
import { acceptProxyProtocol, type ProxyAcceptError } from "@client-ip/express/proxy-protocol";
import { clientIp as onFastify } from "@client-ip/fastify";
import { clientIp as onKoa } from "@client-ip/koa";
import { clientIpOf, createResolver } from "@client-ip/node";
import { bindResolver, type NodeRequest } from "@client-ip/node/adapter";
import { requestThrough } from "@client-ip/testing";
import express, { type Request } from "express";
import { fastify } from "fastify";
import { fastify as pinned } from "fastify-5.11";
import Koa from "koa";

const app = express();
app.use(onExpress(heroku()));
app.get("/", (req: Request) => {
  const ip: string | undefined = req.clientIp;
  const info: Resolution = req.clientIpInfo;
  return [ip, info.status];
});

const server = fastify();
server.register(onFastify("loopback"));
// As in Nest 11, which pins an older Fastify than the one beside our package.
pinned().register(onFastify("loopback"));
server.get("/", (request) => request.clientIp ?? request.clientIpInfo.status);

const koa = new Koa();
koa.use(onKoa({ hops: 2 }));
koa.use((ctx) => {
  const ip: string | undefined = ctx.clientIp;
  ctx.body = ip ?? ctx.clientIpInfo.peer;
});

const list = new LiveAddresses({ name: "cdn", prefixes: ["192.0.2.0/24"] });
const resolver = createResolver([{ address: list, tells: "proxy-protocol" }]);
const http = createServer((req: NodeRequest, res) => {
  bindResolver(req, resolver);
  res.end(clientIpOf(req));
});
acceptProxyProtocol(http, {
  resolver,
  onError: ({ code }: ProxyAcceptError) => console.warn(code),
});

const { headers } = requestThrough("loopback", "203.0.113.7");
try {
  createResolver("10.0.0.1/8");
} catch (error) {
  if (error instanceof ClientIpError) console.log(error.code, headers["x-forwarded-for"]);
}
