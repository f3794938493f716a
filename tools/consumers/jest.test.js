// An application's test in Jest, with its defaults and no configuration. Run by ../consumers.mjs.
const { connect, createServer } = require("node:net");
const { text } = require("node:stream/consumers");
const { ClientIpError, clientIp, clientIpOf, createResolver } = require("@client-ip/express");
const { acceptProxyProtocol, ProxyAcceptError } = require("@client-ip/express/proxy-protocol");
const onFastify = require("@client-ip/fastify");
const onKoa = require("@client-ip/koa");
const express = require("express");
const { fastify } = require("fastify");
const Koa = require("koa");
const request = require("supertest");

const FORGED = "6.6.6.6, 203.0.113.7";

it("answers in Express, and of the request alone", async () => {
  const app = express();
  app.use(clientIp("loopback"));
  app.get("/", (req, res) => res.json([req.clientIp, req.clientIpInfo.via, clientIpOf(req)]));
  const { body } = await request(app).get("/").set("X-Forwarded-For", FORGED);
  expect(body).toEqual(["203.0.113.7", ["loopback"], "203.0.113.7"]);
});

it("answers in Fastify", async () => {
  const app = fastify();
  await app.register(onFastify.clientIp("loopback"));
  app.get("/", (req) => req.clientIp);
  // Jest cannot load what `inject` needs.
  await app.ready();
  const { text: body } = await request(app.server).get("/").set("X-Forwarded-For", FORGED);
  expect(body).toBe("203.0.113.7");
});

it("answers in Koa", async () => {
  const app = new Koa();
  app.use(onKoa.clientIp("loopback"));
  app.use((ctx) => {
    ctx.body = ctx.clientIp;
  });
  const { text: body } = await request(app.callback()).get("/").set("X-Forwarded-For", FORGED);
  expect(body).toBe("203.0.113.7");
});

it("throws errors that it recognizes", () => {
  expect(() => clientIp("10.0.0.1/8")).toThrow(ClientIpError);
  expect(() => onKoa.clientIp("10.0.0.1/8")).toThrow(ClientIpError);
});

it("reads PROXY headers", async () => {
  const errors = [];
  const server = createServer((socket) => socket.end(clientIpOf(socket, resolver)));
  const resolver = createResolver({ address: "loopback", tells: "proxy-protocol" });
  acceptProxyProtocol(server, { resolver, onError: (error) => errors.push(error) });
  const port = await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server.address().port));
  });
  const ask = (bytes) =>
    text(
      connect(port, "127.0.0.1")
        .on("error", () => {})
        .end(bytes),
    );
  expect(await ask("PROXY TCP4 203.0.113.7 192.0.2.1 40001 443\r\n")).toBe("203.0.113.7");
  await ask("GET / HTTP/1.1\r\n\r\n").catch(() => "");
  expect(errors).toEqual([expect.any(ProxyAcceptError)]);
  server.close();
});
