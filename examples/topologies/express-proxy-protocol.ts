import { createServer, type Server } from "node:http";

import { clientIp, type Config, createResolver } from "@client-ip/express";
import { acceptProxyProtocol } from "@client-ip/express/proxy-protocol";
import express from "express";

/**
 * An Express application that receives PROXY headers and answers with its client. It is not
 * listening yet.
 */
export function expressBehindProxyProtocol(path: Config): Server {
  const resolver = createResolver(path);
  const app = express();
  app.use(clientIp(resolver));
  app.get("/", (request, response) => {
    response.json({ clientIp: request.clientIp, clientIpInfo: request.clientIpInfo });
  });
  const server = createServer(app);
  acceptProxyProtocol(server, resolver);
  return server;
}
