import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { createServer as createTls, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acceptProxyProtocol } from "../../src/proxy-protocol.ts";
import {
  CLIENT,
  closed,
  GET,
  HEADER,
  headerOf,
  type Kind,
  kinds,
  LAST,
  OUTER,
  receiving,
  resolver,
  sendApart,
  until,
} from "./server-kinds.ts";
import { party } from "../tls-files.ts";

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);

beforeAll(() => {
  process.on("uncaughtExceptionMonitor", note);
  process.on("unhandledRejection", note);
});

afterAll(() => {
  process.off("uncaughtExceptionMonitor", note);
  process.off("unhandledRejection", note);
  if (unhandled.length > 0) throw new AggregateError(unhandled, "unhandled errors");
});

const allKinds = Object.entries<Kind>(kinds);

describe.each(allKinds)("acceptProxyProtocol on %s", (_name, { make, ask, unix }) => {
  it("takes a header that arrives one byte a segment", async () => {
    await receiving(
      make(),
      {},
      async ({ open, refused }) => {
        const ends = await open();
        await sendApart(ends, ...Array.from(HEADER, (byte) => Buffer.of(byte)));
        expect(await ask(ends.client)).toBe(CLIENT);
        expect(refused).toEqual([]);
      },
      unix,
    );
  });

  it("receiver-hands-over-all: two headers and the request behind them in one segment", async () => {
    await receiving(
      make(),
      {},
      async ({ to, refused }) => {
        const client = connect(to);
        // What is written before the connection is there leaves together.
        client.cork();
        client.write(Buffer.concat([OUTER, HEADER]));
        setImmediate(() => {
          client.uncork();
        });
        expect(await ask(client)).toBe(CLIENT);
        expect(refused).toEqual([]);
      },
      unix,
    );
  });

  it("serves the next client after each kind of broken connection", async () => {
    await receiving(
      make(),
      {},
      async ({ open, refused, acceptor }) => {
        const reset = await open();
        await sendApart(reset, HEADER.subarray(0, 9));
        if (unix) reset.client.destroy();
        else reset.client.resetAndDestroy();
        const ended = await open();
        ended.client.end(HEADER.subarray(0, 9));
        const wrong = await open();
        wrong.client.write(GET);
        await until(() => refused.length === 3);
        expect(refused.toSorted()).toEqual(["ended", unix ? "ended" : "reset", "signature"]);
        expect(acceptor.pending).toBe(0);
        const honest = await open();
        honest.client.write(HEADER);
        expect(await ask(honest.client)).toBe(CLIENT);
        for (const { client } of [reset, ended, wrong]) client.destroy();
      },
      unix,
    );
  });
});

/** The beginning of a TLS 1.2 record that says it is 200 bytes long. */
const HELLO = Buffer.from([22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3]);
const HALF_REQUEST = Buffer.from("GET / HTTP/1.1\r\nHos");

const pending: [string, Buffer][] = [
  ["before the header", Buffer.alloc(0)],
  ["inside the header", HEADER.subarray(0, 20)],
  ["between two headers", OUTER],
  ["inside the second header", Buffer.concat([OUTER, HEADER.subarray(0, 5)])],
];

const handedOver: [string, keyof typeof kinds, Buffer][] = [
  ["right after the header", "http", HEADER],
  ["inside the request", "http", Buffer.concat([HEADER, HALF_REQUEST])],
  ["right after the header", "https", HEADER],
  ["inside the ClientHello", "https", Buffer.concat([HEADER, HELLO])],
  ["right after the header", "tls", HEADER],
  ["inside the ClientHello", "tls", Buffer.concat([HEADER, HELLO])],
  ["inside the ClientHello", "http2", Buffer.concat([HEADER, HELLO])],
];

/** How a client leaves, and the code for it. */
const leaving: Record<"RST" | "FIN" | "silence", (client: Socket) => unknown> = {
  RST: (client) => client.resetAndDestroy(),
  FIN: (client) => client.end(),
  silence: () => {},
};

describe.each([
  ["RST", "reset"],
  ["FIN", "ended"],
  ["silence", "timeout"],
] as const)("receiver-incomplete-header: a client that leaves with %s", (how, code) => {
  const timeout = how === "silence" ? 40 : 5_000;

  describe.each(["http", "https", "http2", "net"] as const)("of %s", (kind) => {
    it.each(pending)(`%s is reported once, as ${code}`, async (_stage, bytes) => {
      const server = kinds[kind].make();
      const handed: unknown[] = [];
      server.on("connection", (socket) => handed.push(socket));
      await receiving(server, { timeout }, async ({ open, refused, acceptor }) => {
        const ends = await open();
        if (bytes.length > 0) await sendApart(ends, bytes);
        leaving[how](ends.client);
        await until(() => refused.length > 0);
        await closed(ends.accepted);
        expect(refused).toEqual([code]);
        expect(acceptor.pending).toBe(0);
        expect(handed).toEqual([]);
        ends.client.destroy();
      });
    });
  });

  it.each(handedOver)("%s is left to the server itself, on %s", async (_stage, kind, bytes) => {
    const server = kinds[kind].make(how === "silence" ? 60 : undefined);
    await receiving(server, { timeout }, async ({ open, refused }) => {
      const handed = once(server, "connection");
      const ends = await open();
      await sendApart(ends, bytes);
      await handed;
      leaving[how](ends.client);
      // Because the client left, or by the server's own timeouts.
      await closed(ends.accepted);
      expect(refused).toEqual([]);
      ends.client.destroy();
    });
  });
});

/** The number of listeners on the connection of a request, by event. */
async function listenersOf(bytes: Buffer, receive: boolean): Promise<object> {
  const server = createHttp();
  if (receive) acceptProxyProtocol(server, { resolver });
  const counts = once(server, "request").then(([req, res]) => {
    const { socket } = req as { readonly socket: Socket };
    (res as { end: () => void }).end();
    return Object.fromEntries(
      socket.eventNames().map((name) => [String(name), socket.listenerCount(name)]),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = connect((server.address() as { readonly port: number }).port, "127.0.0.1");
  client.write(bytes);
  const found = await counts;
  client.destroy();
  server.close();
  return found;
}

describe("a connection that was handed to the server", () => {
  it("has the same client for every request, kept alive or pipelined", async () => {
    await receiving(kinds.http.make(), {}, async ({ open }) => {
      const ends = await open();
      ends.client.write(HEADER);
      const received = text(ends.client);
      await sendApart(ends, Buffer.from(GET), Buffer.from(GET + GET), Buffer.from(LAST));
      expect((await received).split(CLIENT)).toHaveLength(5);
    });
  });

  it("has the same listeners as any connection", async () => {
    const bare = await listenersOf(Buffer.from(LAST), false);
    expect(await listenersOf(Buffer.concat([HEADER, Buffer.from(LAST)]), true)).toEqual(bare);
  });

  it.each([
    ["without a request", HEADER],
    ["with an incomplete request", Buffer.concat([HEADER, HALF_REQUEST])],
  ])("%s gets 408 by the server's own timeouts", async (_about, bytes) => {
    await receiving(kinds.http.make(60), {}, async ({ open }) => {
      const { client } = await open();
      client.write(bytes);
      expect(await text(client)).toMatch(/^HTTP\/1\.1 408 /);
    });
  });

  it("stays open without a handshake on a tls server, which only emits tlsClientError", async () => {
    const server = createTls({ ...party("server"), handshakeTimeout: 40 });
    await receiving(server, {}, async ({ open }) => {
      const failed = once(server, "tlsClientError");
      const { client } = await open();
      client.write(HEADER);
      const [error, socket] = (await failed) as [NodeJS.ErrnoException, TLSSocket];
      expect([error.code, socket.destroyed]).toEqual(["ERR_TLS_HANDSHAKE_TIMEOUT", false]);
      socket.destroy();
      await closed(client);
    });
  });

  it("is closed by closeIdleConnections() after its answer", async () => {
    const server = createHttp({ keepAliveTimeout: 60_000 }, (_req, res) => res.end("ok"));
    await receiving(server, {}, async ({ open }) => {
      const { client, accepted } = await open();
      client.write(Buffer.concat([HEADER, Buffer.from(GET)]));
      await once(client, "data");
      await until(() => {
        server.closeIdleConnections();
        return accepted.destroyed;
      });
      await closed(client);
      expect(client.readableEnded).toBe(true);
    });
  });
});

describe("a server that is closing", () => {
  it("receiver-close-pending: closes only the connections without a complete header", async () => {
    const server = createHttp({ keepAliveTimeout: 60_000 }, (_req, res) => res.end("ok"));
    await receiving(server, {}, async ({ open, acceptor, refused }) => {
      const waiting = [await open(), await open()];
      const served = await open();
      served.client.write(Buffer.concat([HEADER, Buffer.from(GET)]));
      await once(served.client, "data");
      expect(acceptor.pending).toBe(2);
      acceptor.closePending();
      expect(refused).toEqual(["closed", "closed"]);
      expect(acceptor.pending).toBe(0);
      await Promise.all(waiting.map(({ client }) => closed(client)));
      served.client.write(GET);
      await once(served.client, "data");
      served.client.destroy();
    });
  });

  it("closes with close() on every kind of server, with half a header there", async () => {
    await Promise.all(
      allKinds.map(([, { make, unix }]) =>
        receiving(
          make(),
          {},
          async ({ open, acceptor }) => {
            const ends = await open();
            await sendApart(ends, HEADER.subarray(0, 9));
            expect(acceptor.pending).toBe(1);
          },
          unix,
        ),
      ),
    );
  });
});

it("receiver-deadline: 200 dripping clients are all closed, and an honest one is served meanwhile", async () => {
  await receiving(kinds.http.make(), { timeout: 400 }, async ({ to, refused }) => {
    const drips = Array.from({ length: 200 }, () => {
      const client = connect(to);
      client.on("error", () => {});
      return client;
    });
    let sent = 0;
    const drip = setInterval(() => {
      const byte = HEADER.subarray(sent, ++sent);
      for (const client of drips) if (client.writable) client.write(byte);
    }, 50);
    const served = async (number: number): Promise<string> => {
      const client = connect(to);
      client.write(Buffer.concat([headerOf(`198.51.100.${number}`), Buffer.from(LAST)]));
      return await text(client);
    };
    for (let number = 1; number <= 5; number++) {
      expect(await served(number)).toContain(`198.51.100.${number}`);
    }
    await Promise.all(drips.map(closed));
    clearInterval(drip);
    await until(() => refused.length === drips.length);
    expect(new Set(refused)).toEqual(new Set(["timeout"]));
  });
});
