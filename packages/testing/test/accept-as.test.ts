import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { createServer as createServerOfHttp2, connect } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { clientIpInfoOf, createResolver } from "@client-ip/node";
import { describe, expect, it } from "vitest";
import { acceptAs, requestThrough } from "../src/index.ts";

const resolver = createResolver([
  { name: "edge", address: "198.51.100.0/24", tells: "x-forwarded-for" },
  { name: "lb", address: "10.0.0.5", tells: "x-forwarded-for" },
]);
const { remoteAddress, headers } = requestThrough(resolver, "203.0.113.7");

async function portOf(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port;
}

describe("a server takes a connection for one from another address", () => {
  it("over HTTP/1, on each request of a connection", async () => {
    const server = createServer((req, res) =>
      res.end(JSON.stringify(clientIpInfoOf(req, resolver))),
    );
    acceptAs(server, remoteAddress);
    const url = `http://127.0.0.1:${await portOf(server)}`;
    for (const [sent, ip] of [
      [headers, "203.0.113.7"],
      [{}, undefined],
    ] as const) {
      const reply = await fetch(url, { headers: sent as Record<string, string> });
      const { ip: answer, peer } = (await reply.json()) as { ip?: string; peer: string };
      expect([answer, peer]).toEqual([ip, "10.0.0.5"]);
    }
    server.close();
    server.closeAllConnections();
  });

  it("over HTTP/2", async () => {
    const server = createServerOfHttp2((req, res) =>
      res.end(String(clientIpInfoOf(req, resolver).ip)),
    );
    acceptAs(server, remoteAddress);
    const session = connect(`http://127.0.0.1:${await portOf(server)}`);
    const stream = session.request({ ":path": "/", ...headers });
    let body = "";
    for await (const chunk of stream.setEncoding("utf8")) body += String(chunk);
    expect(body).toBe("203.0.113.7");
    session.close();
    server.close();
  });

  it("the first that it was told, if it was told two", () => {
    const server = new EventEmitter();
    acceptAs(server, "10.0.0.5");
    acceptAs(server, "10.0.0.6");
    const socket = Object.create({ remoteAddress: "127.0.0.1" }) as { remoteAddress: string };
    server.emit("connection", socket);
    expect(socket.remoteAddress).toBe("10.0.0.5");
  });
});
