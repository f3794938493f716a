import { once } from "node:events";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { duplexPair } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";

import { clientIpInfoOf, type Config, createResolver } from "../../src/index.ts";
import { acceptProxyProtocol } from "../../src/proxy-protocol.ts";
import { CLIENT, HEADER, headerOf, LAST, OUTER } from "./server-kinds.ts";

const FORGED = headerOf("6.6.6.6");
const ONE: Config = { address: "loopback", tells: "proxy-protocol" };
const TWO: Config = [{ address: "10.0.0.0/8", tells: "proxy-protocol" }, ONE];
const NONE: Config = { address: "10.0.0.0/8", tells: "proxy-protocol" };

/** Makes a server that reads headers by this path, and one that answers with the client. */
function answering(path: Config): Server {
  const resolver = createResolver(path);
  const server = createHttp((req: IncomingMessage, res: ServerResponse) => {
    const { ip, status } = clientIpInfoOf(req, resolver);
    res.end(ip ?? status);
  });
  // "reject": it is not for peers whose headers were read before.
  acceptProxyProtocol(server, { resolver, unrecognizedPeers: "reject", onError: () => {} });
  return server;
}

/** The answer to what a proxy in front of the server sends, or nothing if it was refused. */
async function answerTo(server: Server, ...parts: readonly (Buffer | string)[]): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const raw = connect((server.address() as AddressInfo).port, "127.0.0.1");
  raw.write(Buffer.concat(parts.map((part) => Buffer.from(part))));
  return (await text(raw)).split("\r\n\r\n").at(-1) ?? "";
}

/** A server that reads headers by this path, and hands its connections on. */
function handing(path: Config, to: Server): Server {
  const server = createServer((socket) => to.emit("connection", socket));
  acceptProxyProtocol(server, { resolver: createResolver(path), onError: () => {} });
  return server;
}

describe("receiver-goes-on: a connection that was handed on", () => {
  it.each<[string, Config, Config, readonly Buffer[], string]>([
    ["keeps its headers", ONE, ONE, [HEADER], CLIENT],
    ["has no header of a client", ONE, ONE, [HEADER, FORGED], ""],
    ["has those of both receivers", ONE, TWO, [OUTER, HEADER], CLIENT],
    ["has no more than the path", ONE, TWO, [OUTER, HEADER, FORGED], ""],
    ["keeps those that the second path does not know", ONE, NONE, [HEADER], "unproven"],
    ["begins with the first header, if none was read", NONE, ONE, [HEADER], CLIENT],
  ])("%s", async (_what, first, second, headers, expected) => {
    expect(await answerTo(handing(first, answering(second)), ...headers, LAST)).toBe(expected);
  });

  it.each([
    ["a request", [], CLIENT],
    ["a header of the client", [FORGED], ""],
  ])("of a tunnel that the server itself ends, with %s in it", async (_what, inside, expected) => {
    const server = answering(ONE);
    server.on("connect", (_req: IncomingMessage, socket: Socket, head: Buffer) => {
      socket.unshift(head);
      server.emit("connection", socket);
    });
    const tunnel = "CONNECT app:443 HTTP/1.1\r\nHost: app:443\r\n\r\n";
    expect(await answerTo(server, HEADER, tunnel, ...inside, LAST)).toBe(expected);
  });
});

it("a stream that is no socket passes unread", async () => {
  const server = answering(ONE);
  const [near, far] = duplexPair();
  server.emit("connection", near);
  far.write(LAST);
  expect(await text(far)).toMatch(/\r\n\r\nno-peer$/);
});
