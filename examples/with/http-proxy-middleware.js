// http-proxy-middleware hands on the client, and nothing that the client wrote about itself.
import { createServer } from "node:http";
import { createResolver, nginx, sealRequests } from "@client-ip/node";
import express from "express";
import { createProxyMiddleware } from "http-proxy-middleware";

const { TARGET = "http://10.0.1.20:3000" } = process.env;

const proxy = createProxyMiddleware({ target: TARGET });
const app = express();
app.use(proxy);

export const server = createServer(app);
server.on("upgrade", proxy.upgrade); // WebSockets

// nginx: proxy_set_header X-Forwarded-Proto $scheme;
const resolver = createResolver({ ...nginx(), proto: "x-forwarded-proto" });
sealRequests(server, resolver, { onUnresolved: "reject" });
