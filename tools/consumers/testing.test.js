const { createServer } = require("node:http");
const { clientIp, createResolver } = require("@client-ip/express");
const { acceptAs, requestThrough } = require("@client-ip/testing");
const express = require("express");
const supertest = require("supertest");

const resolver = createResolver("nginx 10.0.1.10");
const app = express();
app.use(clientIp(resolver));
app.get("/", (req, res) => res.json(req.clientIp));

test("names the client behind nginx", async () => {
  const { remoteAddress, headers } = requestThrough(resolver, "203.0.113.7");
  const server = createServer(app);
  acceptAs(server, remoteAddress); // supertest connects from loopback
  const reply = await supertest(server).get("/").set(headers);
  expect(reply.body).toBe("203.0.113.7");
});
