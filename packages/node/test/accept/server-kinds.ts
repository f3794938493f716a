import { EventEmitter, once } from "node:events";
import { createServer as createHttp, type IncomingMessage, type ServerOptions } from "node:http";
import { connect as connectHttp2, createSecureServer, createServer as createH2c } from "node:http2";
import { createServer as createHttps } from "node:https";
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcp,
  type NetConnectOpts,
  type Server,
  Socket,
} from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  connect as connectTls,
  createServer as createTls,
  type TlsOptions,
  type TLSSocket,
} from "node:tls";
import { encode } from "@client-ip/proxy-protocol";
import { clientIpOf, createResolver } from "../../src/index.ts";
import {
  acceptProxyProtocol,
  type AcceptProxyProtocolOptions,
  type ProxyAcceptErrorCode,
  type ProxyHeader,
  proxyHeadersOf,
  type ProxyProtocolAcceptor,
} from "../../src/proxy-protocol.ts";
import { ca, party } from "../tls-files.ts";

/** A header of version 2 that names a client. */
export function headerOf(client: string): Buffer {
  const header: ProxyHeader = {
    version: 2,
    command: "PROXY",
    family: "INET",
    transport: "STREAM",
    source: { address: client, port: 40_001 },
    destination: { address: "192.0.2.1", port: 443 },
    tlvs: [],
  };
  return Buffer.from(encode(header));
}

export const CLIENT = "203.0.113.7";
export const HEADER: Buffer = headerOf(CLIENT);
/** The header that the inner hop sends about the outer one, whose own header follows. */
export const OUTER: Buffer = headerOf("10.0.0.5");
export const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
export const LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

export const resolver = createResolver([
  { name: "outer", address: "10.0.0.5", tells: "proxy-protocol" },
  { name: "inner", address: ["loopback", "unix"], tells: "proxy-protocol" },
]);

const answer = (req: IncomingMessage, res: { end: (body: string) => unknown }): void => {
  res.end(clientIpOf(req, resolver) ?? "no client");
};
const answerHttp2 = (req: unknown, res: { end: (body: string) => unknown }): void => {
  answer(req as IncomingMessage, res);
};
const tell = (socket: Socket): void => {
  socket.end(proxyHeadersOf(socket)?.at(-1)?.source?.address ?? "no client");
};

/** Timeouts of the server's own, in milliseconds. */
const http = (patience: number): ServerOptions => ({
  headersTimeout: patience,
  requestTimeout: patience,
  connectionsCheckingInterval: 10,
});
const secure = (patience: number): TlsOptions => ({
  ...party("server"),
  handshakeTimeout: patience,
});

/** A kind of server, and how its client asks over a connection whose header is sent. */
export interface Kind {
  /** @param patience milliseconds until it gives up a silent client; a minute by default. */
  readonly make: (patience?: number) => Server;
  readonly ask: (raw: Socket) => Promise<string>;
  readonly unix?: true;
}

async function askHttp(socket: Socket): Promise<string> {
  socket.write(LAST);
  return (await text(socket)).split("\r\n\r\n")[1] ?? "";
}

async function askHttp2(authority: string, createConnection: () => Socket): Promise<string> {
  const session = connectHttp2(authority, { createConnection });
  const body = await text(session.request({}));
  session.destroy();
  return body;
}

function tlsOver(socket: Socket, ALPNProtocols?: string[]): TLSSocket {
  const alpn = ALPNProtocols === undefined ? {} : { ALPNProtocols };
  return connectTls({ socket, ca, servername: "localhost", ...alpn });
}

const MINUTE = 60_000;

/** All kinds of servers. */
export const kinds = {
  http: { make: (patience = MINUTE) => createHttp(http(patience), answer), ask: askHttp },
  https: {
    make: (patience = MINUTE) => createHttps({ ...secure(patience), ...http(patience) }, answer),
    ask: (raw) => askHttp(tlsOver(raw)),
  },
  "http on a unix socket": { make: () => createHttp(answer), ask: askHttp, unix: true },
  "https on a unix socket": {
    make: () => createHttps(party("server"), answer),
    ask: (raw) => askHttp(tlsOver(raw)),
    unix: true,
  },
  http2: {
    make: (patience = MINUTE) => createSecureServer(secure(patience), answerHttp2),
    ask: (raw) => askHttp2("https://localhost", () => tlsOver(raw, ["h2"])),
  },
  "http2 asked in HTTP/1": {
    make: () => createSecureServer({ ...party("server"), allowHTTP1: true }, answerHttp2),
    ask: (raw) => askHttp(tlsOver(raw)),
  },
  "http2 without TLS": {
    make: () => createH2c(answerHttp2),
    ask: (raw) => askHttp2("http://localhost", () => raw),
  },
  net: { make: () => createTcp(tell), ask: text },
  tls: {
    make: (patience = MINUTE) =>
      createTls(secure(patience), tell).on("tlsClientError", (_error, socket) => {
        // Unlike https, tls leaves that to its user.
        socket.destroy();
      }),
    ask: (raw) => text(tlsOver(raw)),
  },
} satisfies Record<string, Kind>;

/** A server that listens, and the errors of its acceptor. */
export interface Listening {
  readonly to: NetConnectOpts;
  readonly server: Server;
  readonly acceptor: ProxyProtocolAcceptor;
  /** Codes of the connections that were refused. */
  readonly refused: readonly ProxyAcceptErrorCode[];
  /** A connection, from both ends, before a byte was sent. */
  readonly open: () => Promise<{ readonly client: Socket; readonly accepted: Socket }>;
}

/**
 * Lets a server receive headers while `use` runs, and then close. Open connections are not closed
 * for it: that is part of the test.
 */
export async function receiving<Result>(
  server: Server,
  options: Omit<AcceptProxyProtocolOptions, "resolver">,
  use: (listening: Listening) => Promise<Result>,
  unix = false,
): Promise<Result> {
  const refused: ProxyAcceptErrorCode[] = [];
  const acceptor = acceptProxyProtocol(server, {
    resolver,
    onError: ({ code }) => refused.push(code),
    ...options,
  });
  const watcher = watched(server);
  const folder = unix ? mkdtempSync(join(tmpdir(), "client-ip-")) : undefined;
  const path = folder === undefined ? undefined : join(folder, "socket");
  await once(path === undefined ? server.listen(0, "127.0.0.1") : server.listen(path), "listening");
  const to: NetConnectOpts =
    path === undefined
      ? { port: (server.address() as AddressInfo).port, host: "127.0.0.1" }
      : { path };
  const open: Listening["open"] = async () => {
    const came = once(watcher, "accepted");
    const client = connectTcp(to);
    client.setNoDelay(true).on("error", () => {});
    const [accepted] = (await came) as [Socket];
    return { client, accepted };
  };
  const result = await use({ to, server, acceptor, refused, open });
  const end = once(server, "close");
  server.close();
  await end;
  if (folder !== undefined) rmSync(folder, { recursive: true });
  return result;
}

/** Emits each connection as the server gets it, before its header is read. */
function watched(server: Server): EventEmitter {
  const watcher = new EventEmitter();
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...args: unknown[]) => {
    const emitted = emit(event, ...args);
    const [socket] = args;
    if (event === "connection" && socket instanceof Socket) watcher.emit("accepted", socket);
    return emitted;
  };
  return watcher;
}

/**
 * Sends bytes and waits until the server has read them, so that the next ones are in another
 * segment.
 */
export async function sendApart(
  { client, accepted }: { readonly client: Socket; readonly accepted: Socket },
  ...pieces: readonly Uint8Array[]
): Promise<void> {
  for (const piece of pieces) {
    const whole = accepted.bytesRead + piece.length;
    client.write(piece);
    await until(() => accepted.bytesRead >= whole || accepted.destroyed);
  }
}

/** Waits until the condition is true. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(setImmediate);
}

/** Waits until the socket is closed, by its end or by an error. */
export async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) {
    await new Promise((resolve) => {
      socket.resume().on("close", resolve);
    });
  }
}
