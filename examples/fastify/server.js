// Fastify behind nginx on the same machine.
// `npm install @client-ip/fastify fastify`, then `node server.js`.
import { clientIp } from "@client-ip/fastify";
import { fastify } from "fastify";

const app = fastify();
await app.register(clientIp("nginx"));

app.get("/", (request, reply) => {
  const { status, peer } = request.clientIpInfo;
  if (request.clientIp !== undefined) return `Hello ${request.clientIp}\n`;
  return reply.code(403).send(`no client: ${status}, peer ${peer}\n`);
});

const port = Number(process.env["PORT"] ?? 3000);
await app.listen({ port, host: "127.0.0.1" });
export const { server } = app;
console.log(`http://127.0.0.1:${port}`);
