import { once } from "node:events";
import { createServer as createHttp, request } from "node:http";
import { connect as connectHttp2, createSecureServer, createServer as createH2c } from "node:http2";
import type { IncomingMessage } from "node:http";
import { createServer as createTcp, type NetConnectOpts, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { createServer as createTls, type TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  connectTlsWithProxyHeader,
  connectWithProxyHeader,
  proxyHeadersOf,
} from "../../src/proxy-protocol.ts";
import {
  client,
  closedPort,
  firstRefuses,
  type Heard,
  listening,
  never,
  receiving,
  tell,
} from "./receiver.ts";
import { ca, party } from "../tls-files.ts";

const host = "127.0.0.1";

/** Sends the client that the header names, and then the payload back. */
function echo(socket: Socket): void {
  socket.write(`${proxyHeadersOf(socket)?.[0]?.source?.address ?? "no client"}: `);
  socket.pipe(socket);
}

describe("connectWithProxyHeader", () => {
  it("sends the header first and then the payload", async () => {
    const said = await receiving(createTcp({ allowHalfOpen: true }, echo), async (port) => {
      const socket = connectWithProxyHeader(client(1), { host, port });
      socket.end("payload");
      return await text(socket);
    });
    expect(said).toBe("198.51.100.1: payload");
  });

  it("sends header and payload in one system call if both are written before it connects", async () => {
    await receiving(createTcp({ allowHalfOpen: true }, echo), async (port) => {
      const socket = connectWithProxyHeader(client(1), { host, port });
      const send = vi.spyOn(socket as Socket & Required<Pick<Socket, "_writev">>, "_writev");
      socket.write("pay");
      socket.write("load");
      await once(socket, "connect");
      socket.end();
      expect(await text(socket)).toBe("198.51.100.1: payload");
      expect(send.mock.calls.map(([chunks]) => chunks.length)).toEqual([3]);
    });
  });

  it("sends the header alone to a server that speaks first", async () => {
    const server = createTcp((socket) => socket.end("220 hello"));
    const said = await receiving(server, (port) =>
      text(connectWithProxyHeader(client(1), { host, port })),
    );
    expect(said).toBe("220 hello");
  });

  it("sends the header to the address that accepts", async () => {
    const said = await receiving(createTcp({ allowHalfOpen: true }, echo), async (port) => {
      const socket = connectWithProxyHeader(client(1), {
        host: "two.test",
        port,
        lookup: firstRefuses,
        autoSelectFamily: true,
      });
      // Not end(): after a second attempt, Node 20 does not send an end that was called before.
      socket.write("payload");
      await once(socket, "connect");
      socket.end();
      return await text(socket);
    });
    expect(said).toBe("198.51.100.1: payload");
  });

  it("emits the error of net.connect, and none if it is abandoned", async () => {
    const refused = connectWithProxyHeader(client(1), { host, port: await closedPort() });
    const [error] = (await once(refused, "error")) as [Error];
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
    const abandoned = connectWithProxyHeader(client(1), { host: "a.test", port: 1, lookup: never });
    abandoned.end("payload");
    abandoned.destroy();
    const [failed] = (await once(abandoned, "close")) as [boolean];
    expect(failed).toBe(false);
  });

  it("opens a connection for a request without an agent", async () => {
    const server = createHttp((req, res) => res.end(tell(req).ip));
    const body = await receiving(server, async (port) => {
      const sent = request({
        port,
        createConnection: () => connectWithProxyHeader(client(2), { host, port }),
      });
      const [res] = (await once(sent.end(), "response")) as [IncomingMessage];
      return await text(res);
    });
    expect(body).toBe("198.51.100.2");
  });

  it("opens a session of HTTP/2, whose streams all have this client", async () => {
    const server = createH2c((req, res) =>
      res.end(JSON.stringify(tell(req as unknown as IncomingMessage))),
    );
    const heard = await receiving(server, async (port) => {
      const session = connectHttp2("http://localhost", {
        createConnection: () => connectWithProxyHeader(client(3), { host, port }),
      });
      const bodies = await Promise.all([1, 2, 3].map(() => text(session.request({}))));
      session.destroy();
      return bodies.map((body) => JSON.parse(body) as Heard);
    });
    expect(heard.map(({ ip }) => ip)).toEqual(Array(3).fill("198.51.100.3"));
    expect(new Set(heard.map(({ connection }) => connection)).size).toBe(1);
  });
});

const tlsEcho = (): Server => createTls({ ...party("server"), allowHalfOpen: true }, echo);

async function say(socket: TLSSocket): Promise<string> {
  socket.end("payload");
  return await text(socket);
}

describe("connectTlsWithProxyHeader", () => {
  const names = { ca, servername: "localhost" };
  it.each<[string, Partial<NetConnectOpts>]>([
    ["a server by its address", { host }],
    [
      "a name whose first address refuses",
      { host: "two.test", lookup: firstRefuses, autoSelectFamily: true },
    ],
  ])("sends the header before the handshake to %s", async (_about, to) => {
    const said = await receiving(tlsEcho(), async (port) =>
      say(await connectTlsWithProxyHeader(client(1), { ...to, port, ...names })),
    );
    expect(said).toBe("198.51.100.1: payload");
  });

  it("negotiates HTTP/2 with ALPN behind the header", async () => {
    const server = createSecureServer(party("server"), (req, res) => {
      res.end(JSON.stringify(tell(req as unknown as IncomingMessage)));
    });
    const body = await receiving(server, async (port) => {
      const socket = await connectTlsWithProxyHeader(client(4), {
        host,
        port,
        ...names,
        ALPNProtocols: ["h2"],
      });
      const session = connectHttp2("https://localhost", { createConnection: () => socket });
      const read = await text(session.request({}));
      session.destroy();
      return JSON.parse(read) as Heard;
    });
    expect(body).toMatchObject({ ip: "198.51.100.4", port: 40_004 });
  });

  it("verifies the server, by its host if no servername is given", async () => {
    await receiving(tlsEcho(), async (port) => {
      const to = { host, port };
      const known = await connectTlsWithProxyHeader(client(1), { ...to, ca });
      expect(known.authorized).toBe(true);
      known.destroy();
      const other = { ...to, ca, servername: "other.test" };
      await expect(connectTlsWithProxyHeader(client(1), other)).rejects.toMatchObject({
        code: "ERR_TLS_CERT_ALTNAME_INVALID",
      });
      await expect(connectTlsWithProxyHeader(client(1), to)).rejects.toMatchObject({
        code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      });
    });
  });

  it("rejects if no server listens, and if the server ends the handshake", async () => {
    const refused = { host, port: await closedPort() };
    await expect(connectTlsWithProxyHeader(client(1), refused)).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
    const hangsUp = createTcp((socket) => socket.once("data", () => socket.end()));
    await listening(hangsUp, async (port) => {
      await expect(connectTlsWithProxyHeader(client(1), { host, port })).rejects.toMatchObject({
        code: "ECONNRESET",
      });
    });
  });

  it.each<[string, Partial<NetConnectOpts>]>([
    ["the name is never resolved", { host: "a.test", lookup: never }],
    ["the server never answers the handshake", { host }],
  ])("gives up in time when %s", async (_about, to) => {
    const silent = createTcp((socket) => socket.resume());
    await listening(silent, async (port) => {
      const connecting = connectTlsWithProxyHeader(client(1), { ...to, port, connectTimeout: 50 });
      await expect(connecting).rejects.toMatchObject({ code: "ETIMEDOUT" });
    });
  });

  it("gives up after ten seconds, if it is not told when", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const connecting = connectTlsWithProxyHeader(client(1), {
      host: "a.test",
      port: 1,
      lookup: never,
    });
    vi.advanceTimersByTime(60_000);
    const error = { code: "ETIMEDOUT", message: "no connection within 10000 ms" };
    await expect(connecting).rejects.toMatchObject(error);
  });

  it("closes the connection if the options make no TLS", async () => {
    const server = createTcp((socket) => socket.resume());
    await listening(server, async (port) => {
      const ended = once(server, "connection").then(([socket]) => once(socket as Socket, "close"));
      const to = { host, port, ciphers: "none such" };
      await expect(connectTlsWithProxyHeader(client(1), to)).rejects.toHaveProperty("code");
      await ended;
    });
  });

  it("keeps the idle timeout that it was opened with", async () => {
    await receiving(tlsEcho(), async (port) => {
      const to = { host, port, ...names, timeout: 50 };
      const socket = await connectTlsWithProxyHeader(client(1), to);
      expect(socket.timeout).toBe(50);
      await once(socket, "timeout");
      expect(await say(socket)).toBe("198.51.100.1: payload");
    });
  });

  it("leaves no timeout on the socket once it is connected", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await receiving(tlsEcho(), async (port) => {
      const socket = await connectTlsWithProxyHeader(client(1), { host, port, ...names });
      expect(socket.timeout).toBe(0);
      // The receiver in this process may still have a timer of its own.
      vi.advanceTimersByTime(3_600_000);
      // TLS hears in a later turn that the connection below it was closed.
      for (const _ of [1, 2]) await new Promise(setImmediate);
      expect(socket.destroyed).toBe(false);
      socket.destroy();
    });
    vi.useRealTimers();
  });
});
