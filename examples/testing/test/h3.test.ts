import { createServer } from "node:http";
import { clientIp, createResolver } from "@client-ip/h3";
import { acceptAs, requestThrough } from "@client-ip/testing";
import { H3 } from "h3";
import { toNodeHandler } from "h3/node";
import supertest from "supertest";
import { expect, it } from "vitest";

const resolver = createResolver("nginx 10.0.1.10");
const app = new H3();
app.use(clientIp(resolver));
app.get("/", (event) => event.context.clientIp ?? "unknown client");

it("names the client behind nginx", async () => {
  const { remoteAddress, headers } = requestThrough(resolver, "203.0.113.7");
  const server = createServer(toNodeHandler(app));
  acceptAs(server, remoteAddress);
  const reply = await supertest(server).get("/").set(headers);
  expect(reply.text).toBe("203.0.113.7");
});
