import type { Server } from "node:net";

import type { Config } from "@client-ip/node";

import { expressBehindProxyProtocol } from "./express-proxy-protocol.ts";
import { expressApp } from "./express.ts";
import { fastifyBehindProxyProtocol } from "./fastify-proxy-protocol.ts";
import { fastifyApp } from "./fastify.ts";
import { koaBehindProxyProtocol } from "./koa-proxy-protocol.ts";
import { koaApp } from "./koa.ts";

/** Makes an application for a path, not listening yet. */
export type Build = (path: Config) => Server | Promise<Server>;

/** An application with each framework, by its name. */
export const APPLICATIONS: Readonly<Record<string, Build>> = {
  express: expressApp,
  fastify: fastifyApp,
  koa: koaApp,
};

/** The same, receiving PROXY headers. */
export const PROXY_PROTOCOL_APPLICATIONS: Readonly<Record<string, Build>> = {
  "express-proxy-protocol": expressBehindProxyProtocol,
  "fastify-proxy-protocol": fastifyBehindProxyProtocol,
  "koa-proxy-protocol": koaBehindProxyProtocol,
};
