import { clientIp } from "@client-ip/fastify";
import { fastify } from "fastify";

export const app = fastify();
await app.register(clientIp("nginx"));

app.get("/", (request) => `${request.clientIp}`);
