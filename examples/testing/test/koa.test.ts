import { clientIp, createResolver } from "@client-ip/koa";
import { requestThrough } from "@client-ip/testing";
import Koa from "koa";
import supertest from "supertest";
import { expect, it } from "vitest";

const resolver = createResolver("nginx"); // on this machine, as supertest is
const app = new Koa();
app.use(clientIp(resolver));
app.use((ctx) => (ctx.body = ctx.clientIp ?? ctx.clientIpInfo.status));

it("names the client behind nginx", async () => {
  const { headers } = requestThrough(resolver, "203.0.113.7");
  const reply = await supertest(app.callback()).get("/").set(headers);
  expect(reply.text).toBe("203.0.113.7");
});

it("names none without nginx's header", async () => {
  const reply = await supertest(app.callback()).get("/");
  expect(reply.text).toBe("missing");
});
