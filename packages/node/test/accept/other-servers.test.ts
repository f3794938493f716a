import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect as connectHttp2, createServer as createH2c } from "node:http2";
import { connect as connectTcp, createServer as createTcp, Socket } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createServer as createTls } from "node:tls";
import { describe, expect, it } from "vitest";
import { clientIpInfoOf, createResolver } from "../../src/index.ts";
import { acceptProxyProtocol } from "../../src/proxy-protocol.ts";
import { party } from "../tls-files.ts";
import {
  CLIENT,
  resolver,
  V2,
  LAST,
  answer,
  known,
  receiving,
  askRaw,
  tlsBehind,
} from "./receiving.ts";

/** Sends the payload back in capitals, when it has ended. */
function echo(socket: Socket): void {
  let read = "";
  socket.on("data", (chunk) => (read += String(chunk)));
  socket.on("end", () => socket.end(read.toUpperCase()));
}

function tellClient(socket: Socket): void {
  socket.end(JSON.stringify(clientIpInfoOf(socket, resolver)));
}

describe("acceptProxyProtocol on other servers", () => {
  it("receiver-hands-over-all: the preface in the header's segment reaches http2 without TLS", async () => {
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

  it.each(["payload", "p"])(
    "receiver-hands-over-all: a late consumer of net gets every byte of %j",
    async (payload) => {
      const server = createTcp({ allowHalfOpen: true }, (socket) => {
        setImmediate(() => {
          echo(socket);
        });
      });
      const received = await receiving(server, resolver, async (to) => {
        const socket = connectTcp(to);
        socket.end(Buffer.concat([V2, Buffer.from(payload)]));
        return await text(socket);
      });
      expect(received).toBe(payload.toUpperCase());
    },
  );

  it("has the client for a socket of net and tls", async () => {
    const plain = await receiving(createTcp(tellClient), resolver, async (to) => {
      const socket = connectTcp(to);
      socket.end(V2);
      return JSON.parse(await text(socket)) as unknown;
    });
    expect(plain).toMatchObject({ ip: CLIENT, port: 40_001, via: ["balancer"] });
    const secure = createTls(party("server"), tellClient);
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
