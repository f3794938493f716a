import { constants } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect as connectHttp2, createSecureServer } from "node:http2";
import { createServer as createHttps } from "node:https";
import { connect as connectTcp } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls, createServer as createTls } from "node:tls";
import { describe, expect, it } from "vitest";
import { proxyHeadersOf } from "../../src/proxy-protocol.ts";
import { ca, party } from "../tls-files.ts";
import {
  CLIENT,
  resolver,
  header,
  V2,
  LAST,
  answer,
  known,
  receiving,
  sendPieces,
  bodiesIn,
  bytesOf,
  tlsBehind,
} from "./receiving.ts";

describe("acceptProxyProtocol before TLS", () => {
  const files = { ...party("server") };

  it("receiver-hands-over-all: the ClientHello in the header's segment reaches https", async () => {
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
