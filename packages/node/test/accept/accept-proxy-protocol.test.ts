import { constants } from "node:crypto";
import { EventEmitter, on, once } from "node:events";
import { createServer, type IncomingMessage, type Server as HttpServer } from "node:http";
import { connect as connectHttp2, createSecureServer, createServer as createH2c } from "node:http2";
import { createServer as createHttps } from "node:https";
import {
  connect as connectTcp,
  createServer as createTcp,
  type NetConnectOpts,
  type Server,
  Socket,
} from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Duplex, duplexPair } from "node:stream";
import { text } from "node:stream/consumers";
import { connect as connectTls, createServer as createTls } from "node:tls";
import { encode, ProxyProtocolError } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { clientIpInfoOf, createResolver, type Path } from "../../src/index.ts";
import {
  acceptProxyProtocol,
  type AcceptProxyProtocolOptions,
  type ProxyAcceptError,
  proxyHeadersOf,
  type ProxyHeader,
} from "../../src/proxy-protocol.ts";
import { ca, party } from "../tls-files.ts";

const CLIENT = "203.0.113.7";
const balancer: Path = [{ name: "balancer", address: "loopback", tells: "proxy-protocol" }];
const resolver = createResolver(balancer);

function header(address: string, version: 1 | 2 = 2): Buffer {
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

const V1 = header(CLIENT, 1);
const V2 = header(CLIENT);
const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/** Answers with what is known of the client. */
function answer(req: IncomingMessage, res: { end: (text: string) => unknown }): void {
  const { ip, port, status, source } = clientIpInfoOf(req, resolver);
  const { remoteAddress } = req.socket;
  res.end(JSON.stringify({ ip, port, status, source, remoteAddress }));
}

const known = {
  ip: CLIENT,
  port: 40_001,
  status: "resolved",
  source: "proxy-protocol",
  remoteAddress: "127.0.0.1",
};

/** Lets a server with the receiver listen on loopback while `use` runs. */
async function receiving<Result>(
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
function watched(server: Server, sockets: Set<Socket>): EventEmitter {
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
async function sendPieces(socket: Socket, pieces: readonly (Buffer | string)[]): Promise<void> {
  socket.setNoDelay(true);
  for (const piece of pieces) {
    await new Promise((resolve) => {
      socket.write(piece, resolve);
    });
    await new Promise(setImmediate);
  }
}

function bodiesIn(response: string): unknown[] {
  return [...response.matchAll(/\{[^\n\r]*\}/g)].map(([body]) => JSON.parse(body) as unknown);
}

async function askRaw(
  to: NetConnectOpts,
  pieces: readonly (Buffer | string)[],
): Promise<unknown[]> {
  const socket = connectTcp(to);
  await once(socket, "connect");
  const received = text(socket);
  await sendPieces(socket, pieces);
  return bodiesIn(await received);
}

function bytesOf(buffer: Buffer): Buffer[] {
  return Array.from(buffer, (byte) => Buffer.of(byte));
}

describe("acceptProxyProtocol on node:http", () => {
  it.each([
    ["header and request in one segment", [Buffer.concat([V2, Buffer.from(LAST)])]],
    ["header and request apart", [V2, LAST]],
    ["the header byte by byte", [...bytesOf(V2), LAST]],
    ["version 1", [Buffer.concat([V1, Buffer.from(LAST)])]],
    ["version 1 byte by byte", [...bytesOf(V1), LAST]],
    [
      "the request cut in the middle",
      [Buffer.concat([V2, Buffer.from(LAST.slice(0, 9))]), LAST.slice(9)],
    ],
  ])("takes %s", async (_about, pieces) => {
    const answers = await receiving(createServer(answer), resolver, (to) => askRaw(to, pieces));
    expect(answers).toEqual([known]);
  });

  it("has the client for each pipelined request of the connection", async () => {
    const pieces = [Buffer.concat([V2, Buffer.from(GET + GET + LAST)])];
    const answers = await receiving(createServer(answer), resolver, (to) => askRaw(to, pieces));
    expect(answers).toEqual([known, known, known]);
  });

  it("receiver-hands-over-all: a large body in the header's segment is complete", async () => {
    const body = "x".repeat(200_000);
    const server = createServer((req, res) => {
      void text(req).then((read) => res.end(JSON.stringify({ length: read.length })));
    });
    const request = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const answers = await receiving(server, resolver, (to) =>
      askRaw(to, [Buffer.concat([V2, Buffer.from(request)])]),
    );
    expect(answers).toEqual([{ length: body.length }]);
  });

  it("keeps HTTP's fast path: the parser reads from the handle itself", async () => {
    let consumed: unknown;
    const server = createServer((req, res) => {
      const { _handle: handle } = req.socket as unknown as {
        readonly _handle: { readonly _consumed: unknown };
      };
      ({ _consumed: consumed } = handle);
      res.end("{}");
    });
    await receiving(server, resolver, (to) => askRaw(to, [Buffer.concat([V2, Buffer.from(LAST)])]));
    expect(consumed).toBe(true);
  });

  it("uses the header limit of the server that parses, not of the one that accepted", async () => {
    const listed = createResolver([
      { address: "10.0.0.5", tells: "x-forwarded-for" },
      { address: "loopback", tells: "proxy-protocol" },
    ]);
    const parser = createServer((req, res) => {
      res.end(JSON.stringify({ status: clientIpInfoOf(req, listed).status }));
    });
    parser.maxHeadersCount = 50;
    acceptProxyProtocol(parser, listed);
    const mux = createTcp((socket) => parser.emit("connection", socket));
    await once(mux.listen(0, "127.0.0.1"), "listening");
    const { port } = mux.address() as { readonly port: number };
    const filler = Array.from({ length: 120 }, (_, i) => `X-${i}: 1\r\n`).join("");
    const request = `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 6.6.6.6\r\n${filler}X-Forwarded-For: 203.0.113.7\r\n\r\n`;
    const answers = await askRaw({ port, host: "127.0.0.1" }, [header("10.0.0.5"), request]);
    mux.close();
    expect(answers).toEqual([{ status: "too-long" }]);
  });

  it("has the client for upgrade requests", async () => {
    const server = createServer();
    server.on("upgrade", (req: IncomingMessage, socket: Socket) => {
      socket.end(
        `HTTP/1.1 101 Switching Protocols\r\n\r\n${JSON.stringify(clientIpInfoOf(req, resolver).ip)}`,
      );
    });
    const upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
    const response = await receiving(server, resolver, async (to) => {
      const socket = connectTcp(to);
      socket.write(Buffer.concat([V2, Buffer.from(upgrade)]));
      return await text(socket);
    });
    expect(response).toContain(`"${CLIENT}"`);
  });
});

/** A TLS client whose first flight leaves in one segment with the header. */
function tlsBehind(raw: Socket, options: object): Duplex {
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

describe("acceptProxyProtocol before TLS", () => {
  const files = { ...party("server") };

  it("takes a header that shares its segment with the ClientHello of https", async () => {
    const answers = await receiving(createHttps(files, answer), resolver, async (to) => {
      const socket = tlsBehind(connectTcp(to), {});
      socket.write(LAST);
      return bodiesIn(await text(socket));
    });
    expect(answers).toEqual([known]);
  });

  it("takes a header of https byte by byte", async () => {
    const answers = await receiving(createHttps(files, answer), resolver, async (to) => {
      const raw = connectTcp(to);
      await once(raw, "connect");
      await sendPieces(raw, bytesOf(V2));
      const socket = connectTls({ socket: raw, ca, servername: "localhost" });
      socket.write(LAST);
      return bodiesIn(await text(socket));
    });
    expect(answers).toEqual([known]);
  });

  it("keeps the clients of simultaneous TLS connections apart", async () => {
    const answers = await receiving(createHttps(files, answer), resolver, (to) =>
      Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const raw = connectTcp(to);
          raw.write(header(`198.51.100.${i + 1}`));
          const socket = connectTls({ socket: raw, ca, servername: "localhost" });
          socket.write(LAST);
          return bodiesIn(await text(socket))[0];
        }),
      ),
    );
    expect(answers).toEqual(
      Array.from({ length: 20 }, (_, i) => ({ ...known, ip: `198.51.100.${i + 1}` })),
    );
  });

  it("keeps clients apart with a session store that answers in another connection's context", async () => {
    const server = createHttps({ ...files, maxVersion: "TLSv1.2" }, answer);
    const waiting: (() => void)[] = [];
    // The callback of one connection releases all that wait: all but one of them in a foreign
    // context.
    server.on("newSession", (_id, _data, done: () => void) => {
      waiting.push(done);
      if (waiting.length === 4) for (const go of waiting) go();
    });
    const answers = await receiving(server, resolver, (to) =>
      Promise.all(
        Array.from({ length: 4 }, async (_, i) => {
          const raw = connectTcp(to);
          raw.write(header(`198.51.100.${i + 1}`));
          const socket = connectTls({
            socket: raw,
            ca,
            servername: "localhost",
            secureOptions: constants.SSL_OP_NO_TICKET,
          });
          socket.write(LAST);
          return bodiesIn(await text(socket))[0];
        }),
      ),
    );
    expect(answers).toEqual(
      Array.from({ length: 4 }, (_, i) => ({ ...known, ip: `198.51.100.${i + 1}` })),
    );
  });

  it("takes the header of a session of http2", async () => {
    const server = createSecureServer(files, (req, res) => {
      answer(req as unknown as IncomingMessage, res);
    });
    const body = await receiving(server, resolver, async (to) => {
      const session = connectHttp2("https://localhost", {
        createConnection: () => tlsBehind(connectTcp(to), { ALPNProtocols: ["h2"] }),
      });
      const streams = await Promise.all([text(session.request({})), text(session.request({}))]);
      session.destroy();
      return streams.map((stream) => JSON.parse(stream) as unknown);
    });
    expect(body).toEqual([known, known]);
  });

  it("takes the header of a tls server", async () => {
    const server = createTls(files, (socket) => {
      socket.end(JSON.stringify(proxyHeadersOf(socket)?.map(({ source }) => source?.address)));
    });
    const received = await receiving(server, resolver, (to) => text(tlsBehind(connectTcp(to), {})));
    expect(received).toBe(JSON.stringify([CLIENT]));
  });
});

/** Sends the payload back in capitals, when it has ended. */
function echo(socket: Socket): void {
  let read = "";
  socket.on("data", (chunk) => (read += String(chunk)));
  socket.on("end", () => socket.end(read.toUpperCase()));
}

describe("acceptProxyProtocol on other servers", () => {
  it("takes a header that shares its segment with the preface of http2 without TLS", async () => {
    const server = createH2c((req, res) => {
      answer(req as unknown as IncomingMessage, res);
    });
    const body = await receiving(server, resolver, async (to) => {
      const session = connectHttp2("http://localhost", {
        createConnection: () => {
          const raw = connectTcp(to).on("error", () => {});
          raw.cork();
          raw.write(V2);
          process.nextTick(() => {
            raw.uncork();
          });
          return raw;
        },
      });
      const read = await text(session.request({}));
      session.destroy();
      return JSON.parse(read) as unknown;
    });
    expect(body).toEqual(known);
  });

  it("gives every byte to a late consumer of net", async () => {
    const server = createTcp({ allowHalfOpen: true }, (socket) => {
      setImmediate(() => {
        echo(socket);
      });
    });
    const received = await receiving(server, resolver, async (to) => {
      const socket = connectTcp(to);
      socket.end(Buffer.concat([V2, Buffer.from("payload")]));
      return await text(socket);
    });
    expect(received).toBe("PAYLOAD");
  });

  it("has the client for a socket of net and tls", async () => {
    const tell = (socket: Socket): void => {
      socket.end(JSON.stringify(clientIpInfoOf(socket, resolver)));
    };
    const plain = await receiving(createTcp(tell), resolver, async (to) => {
      const socket = connectTcp(to);
      socket.end(V2);
      return JSON.parse(await text(socket)) as unknown;
    });
    expect(plain).toMatchObject({ ip: CLIENT, port: 40_001, via: ["balancer"] });
    const secure = createTls(party("server"), tell);
    const behindTls = await receiving(secure, resolver, (to) =>
      text(tlsBehind(connectTcp(to), {})),
    );
    expect(JSON.parse(behindTls)).toMatchObject({ ip: CLIENT, peer: "127.0.0.1" });
  });

  it("leaves a socket of net paused with pauseOnConnect, and complete", async () => {
    const server = createTcp({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
      expect(socket.isPaused()).toBe(true);
      echo(socket);
      socket.resume();
    });
    const received = await receiving(server, resolver, async (to) => {
      const socket = connectTcp(to);
      socket.end(Buffer.concat([V2, Buffer.from("payload")]));
      return await text(socket);
    });
    expect(received).toBe("PAYLOAD");
  });

  it("takes a header on a unix socket, whose peer is a hop without an address", async () => {
    const folder = await mkdtemp(join(tmpdir(), "client-ip-"));
    const path = join(folder, "socket");
    const unix = createResolver([{ address: "unix", tells: "proxy-protocol" }]);
    const server = createServer((req, res) => {
      res.end(
        JSON.stringify({ ip: clientIpInfoOf(req, unix).ip, peer: clientIpInfoOf(req, unix).peer }),
      );
    });
    acceptProxyProtocol(server, unix);
    await once(server.listen(path), "listening");
    try {
      const answers = await askRaw({ path }, [Buffer.concat([V2, Buffer.from(LAST)])]);
      expect(answers).toEqual([{ ip: CLIENT, peer: "unix" }]);
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  });
});

describe("a path with two PROXY hops", () => {
  const two: Path = [
    { name: "outer", address: "10.0.0.5", tells: "proxy-protocol" },
    { name: "inner", address: "loopback", tells: "proxy-protocol" },
  ];
  const both = createResolver(two);
  const server = (): HttpServer =>
    createServer((req, res) => {
      const { ip, via } = clientIpInfoOf(req, both);
      res.end(JSON.stringify({ ip, via }));
    });

  it("proxy-hop-by-hop: reads a second header if the source of the first is the second hop", async () => {
    const bytes = Buffer.concat([header("10.0.0.5"), V1, Buffer.from(LAST)]);
    expect(await receiving(server(), both, (to) => askRaw(to, [bytes]))).toEqual([
      { ip: CLIENT, via: ["outer", "inner"] },
    ]);
    expect(await receiving(server(), both, (to) => askRaw(to, bytesOf(bytes)))).toEqual([
      { ip: CLIENT, via: ["outer", "inner"] },
    ]);
  });

  it("receiver-counts-headers: a client's own second header is payload", async () => {
    const bytes = Buffer.concat([V2, header("6.6.6.6", 1), Buffer.from(LAST)]);
    expect(await receiving(server(), both, (to) => askRaw(to, [bytes]))).toEqual([]);
  });

  it("proxy-local: ends the walk at the hop that sent LOCAL", async () => {
    const local = Buffer.from(
      encode({ version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC", tlvs: [] }),
    );
    const bytes = Buffer.concat([local, Buffer.from(LAST)]);
    expect(await receiving(server(), both, (to) => askRaw(to, [bytes]))).toEqual([
      { ip: "127.0.0.1", via: ["inner"] },
    ]);
  });
});

/** The first errors that `onError` was called with, when there are `count` of them. */
function errorsOf(count: number): {
  readonly onError: (error: ProxyAcceptError) => void;
  readonly errors: Promise<readonly ProxyAcceptError[]>;
} {
  const { promise, resolve } = withResolvers<readonly ProxyAcceptError[]>();
  const seen: ProxyAcceptError[] = [];
  const onError = (error: ProxyAcceptError): void => {
    seen.push(error);
    if (seen.length === count) resolve(seen);
  };
  return { onError, errors: promise };
}

function withResolvers<Value>(): {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
} {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Calls back when the server has read `bytes` bytes of the connection. */
function whenRead(accepted: Socket, bytes: number, then: () => void): void {
  if (accepted.bytesRead >= bytes) then();
  else setImmediate(whenRead, accepted, bytes, then);
}

type Send = (socket: Socket, accepted: Socket) => unknown;

describe("a connection is refused", () => {
  async function refusalOf(
    send: Send,
    options: Partial<AcceptProxyProtocolOptions> = {},
  ): Promise<{ readonly code: string; readonly peer: string | undefined }> {
    const { onError, errors } = errorsOf(1);
    const given = { resolver, onError, ...options };
    return await receiving(createServer(answer), given, async (to, connections) => {
      const socket = connectTcp(to);
      socket.on("error", () => {});
      await once(socket, "connect");
      const { value } = (await connections.next()) as IteratorResult<[Socket], [Socket]>;
      send(socket, value[0]);
      const [error] = await errors;
      socket.destroy();
      return { code: error?.code ?? "", peer: error?.peer };
    });
  }

  it.each<[string, string, Send, Partial<AcceptProxyProtocolOptions>?]>([
    ["no header but a request", "signature", (socket) => socket.write(GET)],
    ["a broken line", "v1-family", (socket) => socket.write("PROXY TCP9 1.1.1.1 2.2.2.2 1 2\r\n")],
    ["a half header and the end", "ended", (socket) => socket.end(V2.subarray(0, 9))],
    ["nothing and the end", "ended", (socket) => socket.end()],
    [
      "a half header and a reset",
      "reset",
      (socket, accepted) => {
        socket.write(V2.subarray(0, 9));
        whenRead(accepted, 9, () => socket.resetAndDestroy());
      },
    ],
    [
      "a half header and silence",
      "timeout",
      (socket) => socket.write(V2.subarray(0, 9)),
      { timeout: 20 },
    ],
    ["nothing at all", "timeout", () => {}, { timeout: 20 }],
    [
      "more than the limit",
      "too-large",
      (socket) => socket.write(Buffer.concat([V2.subarray(0, 14), Buffer.of(255, 255)])),
    ],
  ])("for %s, as %s", async (_about, code, send, options) => {
    expect(await refusalOf(send, options)).toEqual({ code, peer: "127.0.0.1" });
  });

  it("receiver-deadline: dripping bytes do not move it", async () => {
    const refused = await refusalOf(
      (socket) => {
        const bytes = bytesOf(V2);
        const drip = setInterval(() => socket.write(bytes.shift() ?? ""), 5);
        socket.on("close", () => {
          clearInterval(drip);
        });
      },
      { timeout: 60 },
    );
    expect(refused.code).toBe("timeout");
  });

  it("receiver-unrecognized-peer: the bytes of other peers pass unread", async () => {
    const far = createResolver([{ address: "10.0.0.5", tells: "proxy-protocol" }]);
    const answers = await receiving(createServer(answer), far, (to) => askRaw(to, [LAST]));
    expect(answers).toMatchObject([{ remoteAddress: "127.0.0.1" }]);
    expect(
      await receiving(createServer(answer), far, (to) =>
        askRaw(to, [Buffer.concat([V1, Buffer.from(LAST)])]),
      ),
    ).toEqual([]);
  });

  it("receiver-unrecognized-peer: is closed with unrecognizedPeers: reject", async () => {
    const far = createResolver([{ address: "10.0.0.5", tells: "proxy-protocol" }]);
    const refused = await refusalOf((socket) => socket.write(GET), {
      resolver: far,
      unrecognizedPeers: "reject",
    });
    expect(refused).toEqual({ code: "unrecognized-peer", peer: "127.0.0.1" });
  });

  it("when the server closes before the header is complete", async () => {
    const { onError, errors } = errorsOf(1);
    const server = createServer(answer);
    const acceptor = acceptProxyProtocol(server, { resolver, onError });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as { readonly port: number };
    const arrived = once(watched(server, new Set()), "accepted");
    const socket = connectTcp({ port, host: "127.0.0.1" });
    socket.on("error", () => {});
    socket.write(V2.subarray(0, 5));
    await arrived;
    expect(acceptor.pending).toBe(1);
    const closed = once(server, "close");
    server.close();
    await closed;
    expect((await errors)[0]?.code).toBe("closed");
    expect(acceptor.pending).toBe(0);
  });
});

it("receiver-quotes-nothing: the message of a refusal has its code once, and no text that the peer sent", async () => {
  const { onError, errors } = errorsOf(1);
  await receiving(createServer(answer), { resolver, onError }, async (to) => {
    const socket = connectTcp(to).on("error", () => {});
    socket.write("PROXY TCP9 hunter2");
    const [error] = await errors;
    expect(error?.message).toMatch(/^\[v1-family\] given [^[]+$/);
    expect(error?.message).not.toContain("hunter2");
    expect(error?.cause).toBeInstanceOf(ProxyProtocolError);
    socket.destroy();
  });
});

it("receiver-no-peer: a connection that was gone before its peer was read is not handed to the server", async () => {
  const { onError, errors } = errorsOf(1);
  const server = createServer(answer);
  acceptProxyProtocol(server, { resolver, onError });
  const handed: unknown[] = [];
  server.on("connection", (socket) => handed.push(socket));
  const socket = new Socket();
  server.emit("connection", socket);
  expect((await errors)[0]).toMatchObject({ code: "reset", peer: undefined });
  expect(socket.destroyed).toBe(true);
  expect(handed).toEqual([]);
});

describe("the options of acceptProxyProtocol", () => {
  it("receiver-never-guesses: only dangerouslyOptional lets a request without a header pass", async () => {
    const optional = { resolver, dangerouslyOptional: true };
    expect(
      await receiving(createServer(answer), optional, (to) => askRaw(to, [LAST])),
    ).toMatchObject([{ status: "missing" }]);
    expect(await receiving(createServer(answer), optional, (to) => askRaw(to, [V2, LAST]))).toEqual(
      [known],
    );
  });

  it("an address stands for one PROXY hop", async () => {
    const answers = await receiving(createServer(answer), { address: "127.0.0.0/8" }, (to) =>
      askRaw(to, [V2, LAST]),
    );
    expect(answers).toEqual([known]);
  });

  it("receiver-walk-from-the-peer: overrideRemoteAddress changes what the socket says, not what the walk starts from", async () => {
    const given = { resolver, overrideRemoteAddress: true };
    const http = await receiving(createServer(answer), given, (to) => askRaw(to, [V2, LAST]));
    expect(http).toEqual([{ ...known, remoteAddress: CLIENT }]);
    const https = await receiving(createHttps(party("server"), answer), given, async (to) => {
      const socket = tlsBehind(connectTcp(to), {});
      socket.write(LAST);
      return bodiesIn(await text(socket));
    });
    expect(https).toEqual([{ ...known, remoteAddress: CLIENT }]);
  });

  it.each<[string, () => unknown]>([
    [
      "a path without a PROXY hop",
      () => acceptProxyProtocol(createServer(), createResolver("loopback")),
    ],
    ["neither path nor address", () => acceptProxyProtocol(createServer(), {})],
    [
      "a resolver and an address",
      () => acceptProxyProtocol(createServer(), { resolver, address: "10.0.0.0/8" }),
    ],
    [
      "a value that is no server",
      () => acceptProxyProtocol((() => {}) as unknown as Server, resolver),
    ],
    [
      "an unknown option",
      () => acceptProxyProtocol(createServer(), { resolver, strangers: "reject" } as object),
    ],
    [
      "another word for unrecognizedPeers",
      () =>
        acceptProxyProtocol(createServer(), { resolver, unrecognizedPeers: "Reject" } as object),
    ],
    ...[0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5s"].map(
      (timeout): [string, () => unknown] => [
        `the timeout ${timeout}`,
        () =>
          acceptProxyProtocol(createServer(), { resolver, timeout } as AcceptProxyProtocolOptions),
      ],
    ),
    ...[106, 65_552, Number.NaN].map((maxByteLength): [string, () => unknown] => [
      `the limit ${maxByteLength}`,
      () => acceptProxyProtocol(createServer(), { resolver, maxByteLength }),
    ]),
    [
      "two calls for one server",
      () => {
        const server = createServer();
        acceptProxyProtocol(server, resolver);
        acceptProxyProtocol(server, resolver);
      },
    ],
  ])("refuse %s at startup", (_about, call) => {
    expect(call).toThrow(expect.objectContaining({ code: "proxy-receiver" }));
  });
});
