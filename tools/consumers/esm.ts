// An application of ES modules. ../consumers.mjs compiles it with each supported TypeScript.
import { createServer } from "node:http";
import { clientIp as onExpress, istio, type Resolution } from "@client-ip/express";
import { acceptProxyProtocol, type ProxyAcceptError } from "@client-ip/express/proxy-protocol";
import { clientIp as onFastify } from "@client-ip/fastify";
import { clientIp as onKoa } from "@client-ip/koa";
import { clientIpOf, createResolver } from "@client-ip/node";
import { bindResolver, type NodeRequest } from "@client-ip/node/adapter";
import express, { type Request } from "express";
import fastify from "fastify";
import { fastify as pinned } from "fastify-5.11";
import Koa from "koa";

const app = express();
const gateway = "istio-system/istio-ingressgateway-service-account";
app.use(onExpress(istio({ gateway, mode: "sidecar" })));
app.get("/", (req: Request) => {
  const ip: string | undefined = req.clientIp;
  const info: Resolution = req.clientIpInfo;
  return [ip, info.status];
});

const server = fastify();
await server.register(onFastify("loopback"));
// As in Nest 11, which pins an older Fastify than the one beside our package.
pinned().register(onFastify("loopback"));
server.get("/", (request) => request.clientIp ?? request.clientIpInfo.status);

const koa = new Koa();
koa.use(onKoa({ hops: 2 }));
koa.use((ctx) => {
  const ip: string | undefined = ctx.clientIp;
  ctx.body = ip ?? ctx.clientIpInfo.peer;
});

const resolver = createResolver([{ address: "10.0.0.0/8", tells: "x-forwarded-for" }]);
const http = createServer((req: NodeRequest, res) => {
  bindResolver(req, resolver);
  res.end(clientIpOf(req));
});
acceptProxyProtocol(http, {
  resolver,
  onError: ({ code }: ProxyAcceptError) => console.warn(code),
});
