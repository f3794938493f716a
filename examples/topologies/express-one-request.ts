import type { Server } from "node:http";

import type { Config } from "@client-ip/express";

import { expressApp } from "./express.ts";

/**
 * An application behind an HTTP proxy that keeps the source address. Each connection carries one
 * request, so the proxy cannot reuse it for another client. Node answers with `Connection: close`,
 * then closes it.
 */
export function expressWithOneRequestAConnection(path: Config): Server {
  const server = expressApp(path);
  server.maxRequestsPerSocket = 1;
  return server;
}
