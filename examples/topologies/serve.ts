// An application behind one of the topologies, built by `npm run build`:
// node examples/topologies/dist/serve.js express dnat [a port or a socket's path; default 3000]
import type { Server } from "node:net";

import type { Config } from "@client-ip/node";

import { expressWithOneRequestAConnection } from "./express-one-request.ts";
import { expressBehindProxyProtocol } from "./express-proxy-protocol.ts";
import { expressApp } from "./express.ts";
import { fastifyBehindProxyProtocol } from "./fastify-proxy-protocol.ts";
import { fastifyApp } from "./fastify.ts";
import { koaBehindProxyProtocol } from "./koa-proxy-protocol.ts";
import { koaApp } from "./koa.ts";
import { httpBehindProxyProtocol } from "./node-proxy-protocol.ts";

type Build = (path: Config) => Server | Promise<Server>;

const applications: Readonly<Record<string, Build>> = {
  express: expressApp,
  "express-one-request": expressWithOneRequestAConnection,
  "express-proxy-protocol": expressBehindProxyProtocol,
  fastify: fastifyApp,
  "fastify-proxy-protocol": fastifyBehindProxyProtocol,
  koa: koaApp,
  "koa-proxy-protocol": koaBehindProxyProtocol,
  "node-proxy-protocol": httpBehindProxyProtocol,
};

const [application = "", topology = "", where = "3000"] = process.argv.slice(2);
const build = applications[application];
if (build === undefined || topology === "") {
  console.error(`serve.js (${Object.keys(applications).join("|")}) TOPOLOGY [PORT or PATH]`);
  process.exit(2);
}
const { path }: { readonly path: Config } = await import(`./${topology}/path.js`);
const server = await build(path);
const port = Number(where);
server.listen(Number.isInteger(port) ? port : where);
