import { clientIp, createResolver } from "@client-ip/fastify";
import { requestThrough } from "@client-ip/testing";
import { fastify } from "fastify";
import { expect, it } from "vitest";

const resolver = createResolver("10.0.1.0/24, 10.0.2.0/24");
const app = fastify();
await app.register(clientIp(resolver));
app.get("/", (request) => request.clientIp);

it("names the client behind the proxies", async () => {
  const { remoteAddress, headers } = requestThrough(resolver, "203.0.113.7");
  const reply = await app.inject({ url: "/", remoteAddress, headers });
  expect(reply.body).toBe("203.0.113.7");
});
