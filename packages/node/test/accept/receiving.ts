import { EventEmitter, on, once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect as connectTcp, type NetConnectOpts, type Server, Socket } from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { encode } from "@client-ip/proxy-protocol";

import { clientIpInfoOf, createResolver, type Path } from "../../src/index.ts";
import { acceptProxyProtocol, type ProxyHeader } from "../../src/proxy-protocol.ts";
import { ca } from "../tls-files.ts";

export const CLIENT = "203.0.113.7";
const balancer: Path = [{ name: "balancer", address: "loopback", tells: "proxy-protocol" }];
export const resolver = createResolver(balancer);

export function header(address: string, version: 1 | 2 = 2): Buffer {
  const destination = { address: address.includes(":") ? "2001:db8::1" : "192.0.2.1", port: 443 };
  const family = address.includes(":") ? "INET6" : "INET";
  const source = { address, port: 40_001 };
  const proxy: ProxyHeader = {
    version,
    command: "PROXY",
    family,
    transport: "STREAM",
    source,
    destination,
    tlvs: [],
  };
  return Buffer.from(encode(proxy));
}

export const V1: Buffer = header(CLIENT, 1);
export const V2: Buffer = header(CLIENT);
export const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
export const LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/** Answers with what is known of the client. */
export function answer(req: IncomingMessage, res: { end: (text: string) => unknown }): void {
  const { ip, port, status, source } = clientIpInfoOf(req, resolver);
  const { remoteAddress } = req.socket;
  res.end(JSON.stringify({ ip, port, status, source, remoteAddress }));
}

export const known: object = {
  ip: CLIENT,
  port: 40_001,
  status: "resolved",
  source: "proxy-protocol",
  remoteAddress: "127.0.0.1",
};

/** Lets a server with the receiver listen on loopback while `use` runs. */
export async function receiving<Result>(
  server: Server,
  given: Parameters<typeof acceptProxyProtocol>[1],
  use: (to: NetConnectOpts, accepted: AsyncIterator<[Socket]>) => Promise<Result>,
): Promise<Result> {
  acceptProxyProtocol(server, given);
  const sockets = new Set<Socket>();
  const accepted = on(watched(server, sockets), "accepted") as AsyncIterator<[Socket]>;
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  try {
    return await use({ port: address.port, host: "127.0.0.1" }, accepted);
  } finally {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
}

/** Emits each connection as the server gets it, before its header is read. */
export function watched(server: Server, sockets: Set<Socket>): EventEmitter {
  const watcher = new EventEmitter();
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...args: unknown[]) => {
    const emitted = emit(event, ...args);
    const [socket] = args;
    if (event === "connection" && socket instanceof Socket) {
      sockets.add(socket);
      watcher.emit("accepted", socket);
    }
    return emitted;
  };
  return watcher;
}

/** Sends each piece in a write of its own, when the one before has left this process. */
export async function sendPieces(
  socket: Socket,
  pieces: readonly (Buffer | string)[],
): Promise<void> {
  socket.setNoDelay(true);
  for (const piece of pieces) {
    await new Promise((resolve) => {
      socket.write(piece, resolve);
    });
    await new Promise(setImmediate);
  }
}

export function bodiesIn(response: string): unknown[] {
  return [...response.matchAll(/\{[^\n\r]*\}/g)].map(([body]) => JSON.parse(body) as unknown);
}

export async function askRaw(
  to: NetConnectOpts,
  pieces: readonly (Buffer | string)[],
): Promise<unknown[]> {
  const socket = connectTcp(to);
  await once(socket, "connect");
  const received = text(socket);
  await sendPieces(socket, pieces);
  return bodiesIn(await received);
}

export function bytesOf(buffer: Buffer): Buffer[] {
  return Array.from(buffer, (byte) => Buffer.of(byte));
}

/** A TLS client whose first flight leaves in one segment with the header. */
export function tlsBehind(raw: Socket, options: object): Duplex {
  const [near, far] = duplexPair();
  // The server may end the connection first. The tests look at what was read.
  raw.on("error", () => {});
  let first = true;
  far.on("data", (chunk: Buffer) => {
    raw.write(first ? Buffer.concat([V2, chunk]) : chunk);
    first = false;
  });
  far.on("end", () => raw.end());
  raw.on("data", (chunk) => far.write(chunk));
  raw.on("end", () => far.end());
  return connectTls({ socket: near, ca, servername: "localhost", ...options });
}
