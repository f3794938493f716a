import { createServer, type Server } from "node:http";

import { clientIp, type Config, createResolver } from "@client-ip/koa";
import { acceptProxyProtocol } from "@client-ip/koa/proxy-protocol";
import Koa from "koa";

/**
 * A Koa application that receives PROXY headers and answers with its client. It is not listening
 * yet.
 */
export function koaBehindProxyProtocol(path: Config): Server {
  const resolver = createResolver(path);
  const app = new Koa();
  app.use(clientIp(resolver));
  app.use((ctx) => {
    ctx.body = { clientIp: ctx.clientIp, clientIpInfo: ctx.clientIpInfo };
  });
  const server = createServer(app.callback());
  acceptProxyProtocol(server, resolver);
  return server;
}
