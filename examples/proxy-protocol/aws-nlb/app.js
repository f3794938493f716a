import { createServer } from "node:http";

import { clientIp, createResolver } from "@client-ip/express";
import { acceptProxyProtocol, proxyHeadersOf } from "@client-ip/express/proxy-protocol";
import { awsVpcEndpointId } from "@client-ip/proxy-protocol";
import express from "express";

import { listen, report } from "../listen.js";
import { path } from "./path.js";

const resolver = createResolver(process.env["CLIENT_IP_PATH"] ?? path);

const app = express();
app.use(clientIp(resolver));
app.get("/", (request, response) => {
  const [header] = proxyHeadersOf(request.socket) ?? [];
  // Through PrivateLink addresses are the consumer's own and may overlap: the endpoint tells
  // consumers apart.
  const endpoint = header && awsVpcEndpointId(header);
  response.json({ clientIp: request.clientIp, endpoint });
});

export const server = createServer(app);
acceptProxyProtocol(server, { resolver, onError: report });
await listen(server);
