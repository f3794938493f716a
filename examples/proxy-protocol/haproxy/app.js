import { createServer } from "node:http";

import { clientIp, createResolver } from "@client-ip/fastify";
import { acceptProxyProtocol, proxyHeadersOf } from "@client-ip/fastify/proxy-protocol";
import { uniqueId } from "@client-ip/proxy-protocol";
import { fastify } from "fastify";

import { listen, report } from "../listen.js";
import { path } from "./path.js";

const resolver = createResolver(process.env["CLIENT_IP_PATH"] ?? path);

const app = fastify({
  serverFactory(listener) {
    const own = createServer(listener);
    acceptProxyProtocol(own, { resolver, onError: report });
    return own;
  },
});
await app.register(clientIp(resolver));
app.get("/", (request) => {
  const [header] = proxyHeadersOf(request.raw.socket) ?? [];
  const id = header && uniqueId(header);
  // HAProxy's id of the connection, also in its log.
  return { clientIp: request.clientIp, connection: id && Buffer.from(id).toString() };
});
await app.ready();

export const { server } = app;
await listen(server);
