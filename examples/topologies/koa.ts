import { createServer, type Server } from "node:http";

import { clientIp, type Config } from "@client-ip/koa";
import Koa from "koa";

/** A Koa application that answers with its client. It is not listening yet. */
export function koaApp(path: Config): Server {
  const app = new Koa();
  app.use(clientIp(path));
  app.use((ctx) => {
    ctx.body = { clientIp: ctx.clientIp, clientIpInfo: ctx.clientIpInfo };
  });
  return createServer(app.callback());
}
