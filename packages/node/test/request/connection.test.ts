import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { Duplex, PassThrough } from "node:stream";
import { join } from "node:path";
import { Server as TlsServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ProxyHeader } from "@client-ip/core";
import { connectionOf, noteConnections } from "../../src/request/connection.ts";
import { uncaughtDuring } from "../uncaught.ts";

const LOCAL: ProxyHeader = {
  version: 2,
  command: "LOCAL",
  family: "UNSPEC",
  transport: "UNSPEC",
  tlvs: [],
};

const tcp = createServer();
const unix = createServer();
const idle = createServer();

beforeAll(async () => {
  const path = join(tmpdir(), `client-ip-${process.pid}.socket`);
  await Promise.all([
    once(tcp.listen(0, "127.0.0.1"), "listening"),
    once(unix.listen(path), "listening"),
  ]);
});

afterAll(() => {
  tcp.close();
  unix.close();
});

/** A socket without an address, and the listener that accepted it. */
const addressless: readonly { socket: () => object; peer: "unix" | undefined; why: string }[] = [
  { socket: () => ({ _server: unix }), peer: "unix", why: "the listener's address is a path" },
  { socket: () => ({ _server: tcp }), peer: undefined, why: "a TCP connection that was reset" },
  {
    socket: () => ({ _parent: { _server: unix } }),
    peer: "unix",
    why: "TLS on a connection that was accepted at a path",
  },
  {
    socket: () => ({ _parent: { _server: tcp }, server: unix }),
    peer: undefined,
    why: "TLS over TCP, handed on to a server that listens at a path",
  },
  {
    socket: () => ({ server: unix }),
    peer: undefined,
    why: "any stream handed on to a server that listens at a path",
  },
  {
    socket: () => ({ server: idle }),
    peer: undefined,
    why: "a server that does not listen itself",
  },
  {
    socket: () => ({ _server: idle }),
    peer: undefined,
    why: "a listener that was closed since, of an unknown kind",
  },
  { socket: () => ({}), peer: undefined, why: "a socket made by a test" },
  {
    socket: () => ({ _server: null, _parent: null }),
    peer: undefined,
    why: "a socket that no server accepted",
  },
  {
    socket: () => ({ _server: { address: () => "/made/up" } }),
    peer: undefined,
    why: "something that is no listener of Node's",
  },
  {
    socket: () => ({ server: unix, _server: tcp }),
    peer: undefined,
    why: "accepted over TCP, handed on to a server that listens at a path as well",
  },
  {
    socket: () => ({ _server: unix, _handle: handleOf("TCP") }),
    peer: undefined,
    why: "accepted over TCP, by a listener that has moved to a path since",
  },
  {
    socket: () => ({ _server: unix, _handle: handleOf("Pipe") }),
    peer: "unix",
    why: "accepted at a path, and still open",
  },
  {
    socket: () => ({ _server: unix, destroyed: true }),
    peer: undefined,
    why: "closed since, so that its kind is not known",
  },
  {
    socket: () => ({ _server: Object.assign(createServer(), { _handle: {} }) }),
    peer: "unix",
    why: "a listener without an address, as of an inherited descriptor",
  },
  {
    socket: () => ({ server: idle, _server: unix }),
    peer: "unix",
    why: "accepted at a path, handed on to a server that does not listen",
  },
];

/** What has a class of this name, as Node's bindings to the operating system have. */
function handleOf(name: string): object {
  return { constructor: { name } };
}

/** The record of what an adapter for functions gives in place of a socket. */
function standIn(parts: object): ReturnType<typeof connectionOf> {
  return connectionOf({ ...parts } as never);
}

describe("the peer of a connection", () => {
  it.each(addressless)("without an address is $peer: $why", ({ socket, peer }) => {
    expect(connectionOf(made(socket())).peer).toBe(peer);
  });

  it("invoked-function: is the invoker if it is no connection and has no address", () => {
    expect(standIn({ remoteAddress: undefined, encrypted: true }).peer).toBe("invoker");
    expect(standIn({ remoteAddress: "", encrypted: true }).peer).toBe("invoker");
    expect(standIn({ encrypted: true }).peer).toBe("invoker");
    expect(standIn({ remoteAddress: "203.0.113.7" }).peer).toBe("203.0.113.7");
    // As serverless-http makes it.
    const stream = Object.assign(new PassThrough(), { remoteAddress: undefined, encrypted: true });
    expect(connectionOf(stream as never).peer).toBe("invoker");
    // A connection that was reset, and one that a program made.
    expect(connectionOf(new Socket()).peer).toBeUndefined();
    expect(connectionOf(new PassThrough() as never).peer).toBeUndefined();
  });

  it("invoked-function: is no invoker if a program handed a stream to a server", async () => {
    const server = createHttpServer();
    const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    const handed = Object.assign(stream, { remoteAddress: undefined });
    server.emit("connection", handed);
    handed.push("GET / HTTP/1.1\r\nHost: app.example\r\n\r\n");
    const [{ socket }] = await once(server, "request");
    expect(socket).toBe(handed);
    expect(connectionOf(socket).peer).toBeUndefined();
    handed.destroy();
  });

  it("with an address is never unix, with any listener", () => {
    const socket = made({ remoteAddress: "10.0.0.1", remotePort: 4711, server: unix });
    expect(connectionOf(socket)).toMatchObject({ peer: "10.0.0.1", peerPort: 4711 });
  });

  it("is read from the socket once, however often it is asked for", () => {
    let reads = 0;
    const socket = made({
      get remoteAddress() {
        reads += 1;
        return "10.0.0.1";
      },
    });
    expect(connectionOf(socket)).toBe(connectionOf(socket));
    expect(reads).toBe(1);
  });

  it("noted-as-it-came: is that of the connection below, if TLS has lost its own", () => {
    const below = made({ remoteAddress: "10.0.0.1", remotePort: 4711 });
    const { number } = connectionOf(below);
    connectionOf(below).proxyHeaders = [LOCAL];
    const secure = connectionOf(made({ _parent: below }));
    expect(secure).toMatchObject({ peer: "10.0.0.1", peerPort: 4711, proxyHeaders: [LOCAL] });
    expect(secure.number).toBeGreaterThan(number);
  });

  it("noted-as-it-came: is gone with TLS, if the connection below was not noted", () => {
    const below = made({ remoteAddress: "10.0.0.1", remotePort: 4711 });
    expect(connectionOf(made({ _parent: below })).peer).toBeUndefined();
    expect(connectionOf(made({ _parent: null })).peer).toBeUndefined();
  });

  it("is still unix if its listener at a path has been closed since", async () => {
    const closing = new Server();
    await once(
      closing.listen(join(tmpdir(), `client-ip-${process.pid}-closing.socket`)),
      "listening",
    );
    closing.close();
    expect(connectionOf(made({ _server: closing })).peer).toBe("unix");
  });
});

describe("noted-as-it-came: each connection of this process", () => {
  const accepted = channel("net.server.socket");
  noteConnections();

  it("is noted when it is accepted, and once more when TLS is established", () => {
    const server = new TlsServer();
    const listeners = server.listenerCount("secureConnection");
    const noted = [1, 2].map(() => made({ remoteAddress: "10.0.0.1", server }));
    for (const socket of noted) accepted.publish({ socket });
    const secure = made({ remoteAddress: "10.0.0.2" });
    server.emit("secureConnection", secure);
    expect(server.listenerCount("secureConnection")).toBe(listeners + 1);
    const peers = [...noted, secure].map((socket) => {
      Object.defineProperty(socket, "remoteAddress", { value: undefined });
      return connectionOf(socket).peer;
    });
    expect(peers).toEqual(["10.0.0.1", "10.0.0.1", "10.0.0.2"]);
  });

  it("is noted without TLS by no listener of its server", () => {
    const server = new Server();
    accepted.publish({ socket: made({ server }) });
    expect(server.listenerCount("secureConnection")).toBe(0);
  });

  it("is noted only if it is one of Node's sockets", async () => {
    const uncaught = await uncaughtDuring(() => {
      accepted.publish({ socket: undefined });
      accepted.publish(undefined);
    });
    expect(uncaught).toEqual([]);
  });
});

it("a connection has one record for all installed copies of the package", async () => {
  const socket = made({ remoteAddress: "10.0.0.1", remotePort: 4711 });
  const record = connectionOf(socket);
  record.proxyHeaders = [];
  vi.resetModules();
  const other = await import("../../src/request/connection.ts");
  const headers = await import("../../src/accept/proxy-headers.ts");
  expect(other.connectionOf).not.toBe(connectionOf);
  expect(other.connectionOf(socket)).toBe(record);
  expect(headers.proxyHeadersOf(socket)).toEqual([]);
});

function made(fields: object): Socket {
  return Object.defineProperties(new Socket(), Object.getOwnPropertyDescriptors(fields));
}
