import { createServer, type Server } from "node:http";

import { clientIp, type Config } from "@client-ip/express";
import express from "express";

/** An Express application that answers with its client. It is not listening yet. */
export function expressApp(path: Config): Server {
  const app = express();
  app.use(clientIp(path));
  app.get("/", (request, response) => {
    response.json({ clientIp: request.clientIp, clientIpInfo: request.clientIpInfo });
  });
  return createServer(app);
}
