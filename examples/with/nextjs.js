// Every part of a Next.js application reads the client from headers().
import { createServer } from "node:http";
import { createResolver, nginx, sealRequests } from "@client-ip/node";
import next from "next";

const path = { ...nginx(), proto: "x-forwarded-proto" };

const application = next({ dev: process.env.NODE_ENV !== "production" });
const handle = application.getRequestHandler();
await application.prepare();

export const server = createServer((req, res) => handle(req, res));
sealRequests(server, createResolver(path), { onUnresolved: "reject" });
