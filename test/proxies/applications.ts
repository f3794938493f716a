import { expressBehindProxyProtocol } from "../../examples/topologies/express-proxy-protocol.ts";
import { expressApp } from "../../examples/topologies/express.ts";
import { fastifyBehindProxyProtocol } from "../../examples/topologies/fastify-proxy-protocol.ts";
import { fastifyApp } from "../../examples/topologies/fastify.ts";
import { koaBehindProxyProtocol } from "../../examples/topologies/koa-proxy-protocol.ts";
import { koaApp } from "../../examples/topologies/koa.ts";

/** The example applications, by the framework's name. */
export const APPLICATIONS = [
  { framework: "Express", build: expressApp },
  { framework: "Fastify", build: fastifyApp },
  { framework: "Koa", build: koaApp },
] as const;

/** The same, receiving PROXY headers. */
export const PROXY_PROTOCOL_APPLICATIONS = [
  { framework: "Express", build: expressBehindProxyProtocol },
  { framework: "Fastify", build: fastifyBehindProxyProtocol },
  { framework: "Koa", build: koaBehindProxyProtocol },
] as const;
