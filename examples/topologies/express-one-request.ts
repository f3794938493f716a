import type { Server } from "node:http";

import type { Config } from "@client-ip/express";

import { expressApp } from "./express.ts";

/**
 * For behind a proxy of requests that keeps the source address: what is true of a connection is true of one request, even
 * where the proxy would use the connection for another client. Node closes it after its answer, and says so in it.
 */
export function expressWithOneRequestAConnection(path: Config): Server {
  const server = expressApp(path);
  server.maxRequestsPerSocket = 1;
  return server;
}
