import { createServer, type Server } from "node:http";

import { clientIp, type Config, createResolver } from "@client-ip/fastify";
import { acceptProxyProtocol } from "@client-ip/fastify/proxy-protocol";
import { fastify } from "fastify";

/**
 * A Fastify application that receives PROXY headers and answers with its client. It is not
 * listening yet.
 */
export async function fastifyBehindProxyProtocol(path: Config): Promise<Server> {
  const resolver = createResolver(path);
  const app = fastify({
    serverFactory: (listener) => {
      const server = createServer(listener);
      acceptProxyProtocol(server, resolver);
      return server;
    },
  });
  await app.register(clientIp(resolver));
  app.get("/", (request) => ({ clientIp: request.clientIp, clientIpInfo: request.clientIpInfo }));
  await app.ready();
  return app.server;
}
