import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect as connectTcp, createServer as createTcp, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { clientIpInfoOf, createResolver } from "../../src/index.ts";
import { acceptProxyProtocol } from "../../src/proxy-protocol.ts";
import {
  CLIENT,
  resolver,
  header,
  V1,
  V2,
  GET,
  LAST,
  answer,
  known,
  receiving,
  askRaw,
  bytesOf,
} from "./receiving.ts";

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
    // Exactly as many lines as the parser keeps: beyond them some versions of Node answer 431.
    acceptProxyProtocol(parser, listed);
    const mux = createTcp((socket) => parser.emit("connection", socket));
    await once(mux.listen(0, "127.0.0.1"), "listening");
    const { port } = mux.address() as { readonly port: number };
    const filler = Array.from({ length: 46 }, (_, i) => `X-${i}: 1\r\n`).join("");
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
