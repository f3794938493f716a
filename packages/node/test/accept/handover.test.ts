import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { encode, ProxyProtocolError } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { createResolver, type Evidence, type Resolver } from "../../src/index.ts";
import { type ProxyHeader, proxyHeadersOf } from "../../src/proxy-protocol.ts";
import {
  closed,
  HEADER,
  headerOf,
  type Kind,
  kinds,
  OUTER,
  receiving,
  sendApart,
  until,
} from "./server-kinds.ts";
import { uncaughtDuring } from "../uncaught.ts";

const TLV = { type: 4, value: Uint8Array.of(1, 2, 3, 4, 5) };
const FULL: ProxyHeader = {
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  source: { address: "203.0.113.7", port: 40_001 },
  destination: { address: "192.0.2.1", port: 443 },
  tlvs: [TLV],
};
const WITH_TLV = Buffer.from(encode(FULL));
const LONG_OUTER = Buffer.from(
  encode({ ...FULL, source: { address: "10.0.0.5", port: 40_001 }, tlvs: [TLV, TLV] }),
);
const LOCAL = Buffer.from(
  encode({ version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC", tlvs: [TLV] }),
);
const PAYLOAD = Buffer.from("payload");

/** Lets the event loop turn: a flowing stream has flowed by then. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

describe("the TLVs of a header", () => {
  it.each<[string, readonly Buffer[], number]>([
    ["payload in its segment", [Buffer.concat([WITH_TLV, PAYLOAD])], WITH_TLV.length],
    ["pieces", [WITH_TLV.subarray(0, 20), WITH_TLV.subarray(20)], WITH_TLV.length],
    ["another header before it", [Buffer.concat([OUTER, WITH_TLV])], WITH_TLV.length],
    [
      "a longer one before it, in pieces",
      [LONG_OUTER.subarray(0, 20), Buffer.concat([LONG_OUTER.subarray(20), WITH_TLV])],
      WITH_TLV.length,
    ],
    ["the command LOCAL", [Buffer.concat([LOCAL, PAYLOAD])], LOCAL.length],
  ])("are views of the header alone, if it came with %s", async (_about, pieces, length) => {
    const server = createServer((socket) => socket.resume());
    await receiving(server, {}, async ({ open }) => {
      const handed = once(server, "connection");
      const ends = await open();
      await sendApart(ends, ...pieces);
      const [socket] = (await handed) as [Socket];
      const [tlv] = proxyHeadersOf(socket)?.at(-1)?.tlvs ?? [];
      expect(tlv?.value).toEqual(TLV.value);
      expect(tlv?.value.buffer.byteLength).toBe(length);
      ends.client.destroy();
    });
  });
});

/** A connection whose bytes another server has read, and its end too. */
async function readAndEnded(
  bytes: Buffer,
): Promise<{ readonly client: Socket; readonly socket: Socket; readonly front: Server }> {
  const front = createServer();
  await once(front.listen(0, "127.0.0.1"), "listening");
  const came = once(front, "connection");
  const { port } = front.address() as { readonly port: number };
  const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => {}).end(bytes);
  const [socket] = (await came) as [Socket];
  await until(() => socket.readableLength === bytes.length);
  await turns();
  return { client, socket, front };
}

describe("a connection that the application pauses", () => {
  it.each([
    ["at once", false],
    ["by pauseOnConnect", true],
  ])("%s stays paused until it is resumed", async (_about, pauseOnConnect) => {
    const read: string[] = [];
    const server = createServer({ pauseOnConnect }, (socket) => {
      socket.on("data", (bytes) => read.push(String(bytes)));
      if (!pauseOnConnect) socket.pause();
    });
    await receiving(server, {}, async ({ open }) => {
      const handed = once(server, "connection");
      const { client } = await open();
      client.write(Buffer.concat([HEADER, PAYLOAD]));
      const [socket] = (await handed) as [Socket];
      await turns();
      expect([socket.isPaused(), read]).toEqual([true, []]);
      socket.resume();
      await until(() => read.length > 0);
      expect(read).toEqual(["payload"]);
      client.destroy();
    });
  });

  it("ends when it is resumed, if it had ended before", async () => {
    const ends: string[] = [];
    const server = createServer((socket) => socket.pause().on("end", () => ends.push("end")));
    await receiving(server, {}, async () => {
      const { client, socket, front } = await readAndEnded(HEADER);
      const handed = once(server, "connection");
      server.emit("connection", socket);
      await handed;
      await turns();
      expect(ends).toEqual([]);
      socket.resume();
      await closed(client);
      expect(ends).toEqual(["end"]);
      front.close();
    });
  });
});

describe.each(Object.entries<Kind>(kinds).filter(([, { unix }]) => unix === undefined))(
  "acceptProxyProtocol on %s",
  (_name, { make }) => {
    it("receiver-hands-over-all: passes on an end that arrived with the header", async () => {
      const server = make();
      await receiving(server, {}, async ({ refused }) => {
        const { client, socket, front } = await readAndEnded(HEADER);
        const handed = once(server, "connection");
        server.emit("connection", socket);
        await handed;
        await closed(client);
        expect(refused).toEqual([]);
        client.destroy();
        front.close();
      });
    });
  },
);

it.each([
  ["closed", "its header", "closed"],
  ["destroyed", "its header", "reset"],
  ["closed", "its end", "closed"],
  ["destroyed", "its end", "ended"],
] as const)(
  "a connection that is %s in the tick of %s is reported once, and not handed over",
  async (how, what, code) => {
    const server = createServer();
    const handed: unknown[] = [];
    server.on("connection", (socket) => handed.push(socket));
    await receiving(server, {}, async ({ open, acceptor, refused }) => {
      const { client, accepted } = await open();
      // After the receiver, in the same tick.
      accepted.once("readable", () => {
        if (how === "closed") acceptor.closePending();
        else accepted.destroy();
      });
      if (what === "its header") client.write(HEADER);
      else client.end();
      await closed(accepted);
      await turns();
      expect([refused, handed, acceptor.pending]).toEqual([[code], [], 0]);
      client.destroy();
    });
  },
);

it("an exception of a server's listener is not taken for an error of the header", async () => {
  const thrown = new ProxyProtocolError("signature", "a mistake of the application's");
  let calls = 0;
  const server = createServer((socket) => {
    calls++;
    socket.destroy();
    throw thrown;
  });
  await receiving(server, { dangerouslyOptional: true }, async ({ open, refused }) => {
    const uncaught = await uncaughtDuring(async () => {
      const { client } = await open();
      client.write(Buffer.concat([HEADER, PAYLOAD]));
      await closed(client);
    });
    expect([uncaught, calls, refused]).toEqual([[thrown], 1, []]);
  });
});

it("an exception of the resolver is not taken for an error of the header", async () => {
  const fault = new Error("a fault");
  const expectsProxyHeader = ({ proxyProtocol }: Evidence): boolean => {
    if ([proxyProtocol].flat().length > 0) throw fault;
    return true;
  };
  const faulty = Object.assign(Object.create(createResolver()) as Resolver, { expectsProxyHeader });
  const twoHops = Object.defineProperty(faulty, "proxyHops", { value: 2 });
  const options = { resolver: twoHops, timeout: 5_000 };
  await receiving(createServer(), options, async ({ open, refused }) => {
    const uncaught = await uncaughtDuring(async () => {
      const ends = await open();
      await sendApart(ends, HEADER);
      await turns();
      expect(refused).toEqual([]);
      ends.client.destroy();
      await closed(ends.accepted);
    });
    expect(uncaught).toEqual([fault]);
  });
});

it("receiver-length-limit: a long header that drips is decoded when it is complete, and refused at once if it is too long", async () => {
  const many = Buffer.from(
    encode({ ...FULL, tlvs: Array.from({ length: 300 }, () => ({ ...TLV, value: PAYLOAD })) }),
  );
  const server = createServer();
  await receiving(server, {}, async ({ open, refused }) => {
    const handed = once(server, "connection");
    const whole = await open();
    // The first pieces do not make a complete header.
    await sendApart(whole, many.subarray(0, 16), many.subarray(16, 40), many.subarray(40, 99));
    whole.client.write(many.subarray(99));
    const [socket] = (await handed) as [Socket];
    expect(proxyHeadersOf(socket)?.[0]?.tlvs).toHaveLength(300);
    whole.client.destroy();
    const long = await open();
    long.client.write(Buffer.concat([many.subarray(0, 14), Buffer.of(255, 255)]));
    await until(() => refused.length > 0);
    expect(refused).toEqual(["too-large"]);
    long.client.destroy();
    const wrong = Buffer.from(many);
    wrong.writeUInt16BE(65_535, 29);
    const overrun = await open();
    await sendApart(overrun, wrong.subarray(0, 16), wrong.subarray(16, 99));
    await turns();
    expect([refused.length, overrun.accepted.destroyed]).toEqual([1, false]);
    overrun.client.write(wrong.subarray(99));
    await until(() => refused.length > 1);
    expect(refused).toEqual(["too-large", "tlv-overrun"]);
    overrun.client.destroy();
  });
});

const overrides: { source: string; written: string | undefined; why: string }[] = [
  { source: "203.0.113.7", written: "203.0.113.7", why: "a client" },
  { source: "10.0.0.5", written: "10.0.0.5", why: "a hop, which reports in a request header" },
  { source: "0.0.0.0", written: undefined, why: "the unspecified address" },
  { source: "224.0.0.1", written: undefined, why: "a multicast address" },
  { source: "255.255.255.255", written: undefined, why: "the broadcast address" },
];

it.each(overrides)("overrideRemoteAddress writes $written for $source: $why", async (row) => {
  const path = createResolver([
    { address: "10.0.0.5", tells: "x-forwarded-for" },
    { address: "loopback", tells: "proxy-protocol" },
  ]);
  const options = { resolver: path, overrideRemoteAddress: true };
  for (const [event, { make, ask }] of [
    ["connection", kinds.net],
    ["secureConnection", kinds.tls],
  ] as const) {
    const server = make();
    const handed = once(server, event);
    await receiving(server, options, async ({ open }) => {
      const { client } = await open();
      client.write(headerOf(row.source));
      await ask(client);
      const [socket] = (await handed) as [Socket];
      const own = Object.getOwnPropertyDescriptor(socket, "remoteAddress");
      expect(own?.value).toBe(row.written);
    });
  }
});
