import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, createServer as createNetServer, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls, createServer as createTlsServer, TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { clientIpInfoOf, createResolver, type Hop } from "../../src/index.ts";
import { acceptProxyProtocol, proxyHeadersOf } from "../../src/proxy-protocol.ts";
import { connectionOf } from "../../src/request/connection.ts";
import { ca, party } from "../tls-files.ts";

const gateway: Hop = { identity: "spiffe://test/gateway", tells: "x-forwarded-for" };
const balancer: Hop = { address: "loopback", tells: "proxy-protocol" };
const HEADER = "PROXY TCP4 10.0.0.5 192.0.2.1 40001 443\r\n";

/** What this package has written on a socket. */
const written = (socket: Socket): string[] =>
  Object.getOwnPropertySymbols(socket)
    .map(String)
    .filter((name) => name.includes("@client-ip/node"));

/** What a handler without an adapter answers about a client that has reset its connection. */
async function askLate(path: Hop[], header: string): Promise<unknown> {
  const resolver = createResolver(path);
  const server = createServer({ ...party("server"), ca, requestCert: true });
  if (header !== "") acceptProxyProtocol(server, resolver);
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const asked = new Promise((resolve) => {
    server.on("request", (req: IncomingMessage) => {
      req.socket.once("close", () => resolve(clientIpInfoOf(req, resolver)));
    });
  });
  const raw = connect((server.address() as AddressInfo).port, "127.0.0.1");
  raw.write(header);
  const client = connectTls({ socket: raw, ca, servername: "localhost", ...party("gateway") });
  for (const socket of [raw, client]) socket.on("error", () => {});
  client.write("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n");
  await once(server, "request");
  raw.resetAndDestroy();
  return await asked;
}

describe("noted-as-it-came: a TLS connection that was reset before the first question", () => {
  it("keeps its PROXY header and its certificate", async () => {
    expect(await askLate([gateway, balancer], HEADER)).toMatchObject({
      ip: "203.0.113.7",
      proof: "address",
      peer: "127.0.0.1",
    });
  });

  it("keeps its certificate without a PROXY header", async () => {
    expect(await askLate([gateway], "")).toMatchObject({
      ip: "203.0.113.7",
      proof: "identity",
      peer: "127.0.0.1",
    });
  });
});

it("a TLS server that is handed a connection has the headers that another server read", async () => {
  const resolver = createResolver([gateway, balancer]);
  const secure = createServer({ ...party("server"), ca, requestCert: true }, (req, res) => {
    res.end(clientIpInfoOf(req, resolver).ip);
  });
  const server = createNetServer((socket) => secure.emit("connection", socket));
  acceptProxyProtocol(server, resolver);
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const raw = connect((server.address() as AddressInfo).port, "127.0.0.1");
  raw.write(HEADER);
  const client = connectTls({ socket: raw, ca, servername: "localhost", ...party("gateway") });
  client.write("GET / HTTP/1.0\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n");
  const answer = await text(client);
  expect(answer.split("\r\n\r\n")[1]).toBe("203.0.113.7");
});

it("noted-as-it-came: a TLS connection is noted when its handshake is done, with any resolver", () => {
  const below = new Socket();
  connectionOf(below).proxyHeaders = [];
  const socket = new TLSSocket(below);
  const server = createTlsServer();
  acceptProxyProtocol(server, { address: "loopback" });
  for (const remoteAddress of ["127.0.0.1", undefined]) {
    Object.defineProperty(socket, "remoteAddress", { configurable: true, value: remoteAddress });
    server.emit("secureConnection", socket);
  }
  expect(connectionOf(socket).peer).toBe("127.0.0.1");
});

describe("a TLS connection that the receiver did not accept", () => {
  it.each([
    ["over a socket of another server", new TLSSocket(new Socket())],
    ["over no socket", Object.create(TLSSocket.prototype) as TLSSocket],
  ])("is left as it is, %s", (_what, socket) => {
    const server = createTlsServer();
    acceptProxyProtocol(server, { address: "loopback", overrideRemoteAddress: true });
    server.emit("secureConnection", socket);
    expect(Object.hasOwn(socket, "remoteAddress")).toBe(false);
    expect(written(socket)).toEqual([]);
    expect(proxyHeadersOf(socket)).toBeUndefined();
  });
});
