import type { Server } from "node:http";

import { clientIp, type Config } from "@client-ip/fastify";
import { fastify } from "fastify";

/** A Fastify application that answers with its client. It is not listening yet. */
export async function fastifyApp(path: Config): Promise<Server> {
  const app = fastify();
  await app.register(clientIp(path));
  app.get("/", (request) => ({ clientIp: request.clientIp, clientIpInfo: request.clientIpInfo }));
  await app.ready();
  return app.server;
}
