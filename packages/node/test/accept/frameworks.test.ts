import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import express from "express";
import { fastify } from "fastify";
import Koa from "koa";
import { expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { clientIpOf, createResolver } from "../../src/index.ts";
import { acceptProxyProtocol } from "../../src/proxy-protocol.ts";

const resolver = createResolver({ name: "balancer", address: "loopback", tells: "proxy-protocol" });
const HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 40001 443\r\n";
const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/** What the server answers to these bytes. */
async function ask(server: Server, bytes: string): Promise<string> {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const socket = connect(address.port, "127.0.0.1");
  socket.write(bytes);
  return await text(socket);
}

async function listening(server: Server): Promise<Server> {
  acceptProxyProtocol(server, resolver);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

it("Express answers with the client of the PROXY header", async () => {
  const app = express();
  app.get("/", (req, res) => void res.send(clientIpOf(req, resolver)));
  const server = await listening(createServer(app));
  expect(await ask(server, HEADER + REQUEST)).toMatch(/203\.0\.113\.7$/);
  server.close();
});

it("Koa answers with the client of the PROXY header", async () => {
  const app = new Koa();
  app.use((ctx) => {
    ctx.body = clientIpOf(ctx, resolver);
  });
  const server = await listening(createServer((req, res) => void app.callback()(req, res)));
  expect(await ask(server, HEADER + REQUEST)).toMatch(/203\.0\.113\.7$/);
  server.close();
});

it("Fastify with a serverFactory answers with the client of the PROXY header", async () => {
  const app = fastify({
    serverFactory: (handler) => {
      const server = createServer(handler);
      acceptProxyProtocol(server, resolver);
      return server;
    },
  });
  app.get("/", (request) => clientIpOf(request, resolver));
  await app.listen({ port: 0, host: "localhost" });
  expect(await ask(app.server, HEADER + REQUEST)).toMatch(/203\.0\.113\.7$/);
  await app.close();
});

it("a WebSocket has the client of the PROXY header", async () => {
  const server = await listening(createServer());
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, req: IncomingMessage) => {
    socket.close(1000, clientIpOf(req, resolver));
  });
  const handshake =
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const client = connect(address.port, "127.0.0.1");
  client.write(HEADER + handshake);
  let received = "";
  for await (const chunk of client) {
    received += String(chunk);
    if (received.includes("203.0.113.7")) break;
  }
  expect(received).toContain("203.0.113.7");
  sockets.close();
  server.close();
});
