import { createServer } from "node:http";
import { awsAlb, clientIp, createResolver } from "@client-ip/express";
import { acceptAs, requestThrough } from "@client-ip/testing";
import express from "express";
import supertest from "supertest";
import { expect, it } from "vitest";

const resolver = createResolver(awsAlb({ address: "10.0.1.0/24" }));
const app = express();
app.use(clientIp(resolver));
app.get("/", (req, res) => res.json(req.clientIp));

it("names the client behind the load balancer, not a forged one", async () => {
  const sends = { "X-Forwarded-For": "6.6.6.6" };
  const { remoteAddress, headers } = requestThrough(resolver, "203.0.113.7", { sends });
  const server = createServer(app);
  acceptAs(server, remoteAddress); // supertest connects from loopback
  const reply = await supertest(server).get("/").set(headers);
  expect(reply.body).toBe("203.0.113.7");
});
