import { fastify } from "fastify";

export const app = fastify({ trustProxy: true });

app.get("/", (request) => request.ip);
