import { clientIp, createResolver } from "@client-ip/hono";
import { requestThrough } from "@client-ip/testing";
import { Hono } from "hono";
import { expect, it } from "vitest";

const resolver = createResolver("nginx 10.0.1.10");
const app = new Hono();
app.use(clientIp(resolver));
app.get("/", (c) => c.text(c.get("clientIp") ?? c.get("clientIpInfo").status));

it("names the client behind nginx", async () => {
  const { remoteAddress, headers } = requestThrough(resolver, "203.0.113.7");
  const incoming = { headers, socket: { remoteAddress } };
  const reply = await app.request("/", {}, { incoming });
  expect(await reply.text()).toBe("203.0.113.7");
});
