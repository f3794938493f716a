import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, Socket } from "node:net";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

type Entry = typeof import("../../src/proxy-protocol.ts");

const emitted = vi.spyOn(process, "emitWarning");

// Warnings are remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    const closed = once(server, "close");
    server.close();
    await closed;
  }
});

const LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 40001 443\r\n";

async function listening(
  hop: string,
  options: Partial<import("../../src/proxy-protocol.ts").AcceptProxyProtocolOptions> = {},
): Promise<(bytes: string) => Promise<string>> {
  const { acceptProxyProtocol }: Entry = await import("../../src/proxy-protocol.ts");
  const server = createServer((_req, res) => res.end("served"));
  acceptProxyProtocol(server, { address: hop, ...options });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return async (bytes) => {
    const socket = connect(port, "127.0.0.1");
    socket.write(bytes, "latin1");
    return await text(socket).catch(() => "");
  };
}

/** The warnings so far: code and text. */
function warnings(): { readonly code: unknown; readonly message: string }[] {
  return emitted.mock.calls.map(([message, options]) => ({
    code: options instanceof Object && "code" in options ? options.code : undefined,
    message: String(message),
  }));
}

describe("the warning of a refusal without onError", () => {
  it.each([
    // The first two are the usual ones: PROXY is not on in the proxy, or not for this server.
    ["HTTP", LAST, "sends plain HTTP, and no PROXY header before it: turn the header on there"],
    ["TLS", "\x16\x03\x01\x02\0", "sends TLS, and no PROXY header before it"],
    ["something else", "\x80abc", "sends no PROXY header"],
    ["another family", "PROXY TCP9 ", "Let the sender write TCP4 or TCP6"],
  ])("says what came in place of a header: %s", async (_about, bytes, part) => {
    const ask = await listening("loopback");
    expect(await ask(bytes)).toBe("");
    const [warning, ...others] = warnings();
    expect(others).toEqual([]);
    expect(warning?.code).toBe("CLIENT_IP_PROXY_REFUSED");
    expect(warning?.message).toContain(part);
    expect(warning?.message).toContain("(peer 127.0.0.1)");
    expect(warning?.message).toContain("onError");
  });

  it("is one for all networks of peers that no hop recognizes", async () => {
    const { warnOfRefusal } = await import("../../src/accept/warnings.ts");
    const { ProxyAcceptError } = await import("../../src/accept/proxy-accept-error.ts");
    for (const code of ["unrecognized-peer", "timeout"] as const) {
      for (const peer of ["192.0.2.1", "198.51.100.1", "::ffff:198.51.100.2"]) {
        warnOfRefusal(new ProxyAcceptError({ code, given: "a connection", peer }));
      }
    }
    expect(warnings().map(({ message }) => /^\[[\w-]+\]/.exec(message)?.[0])).toEqual([
      "[unrecognized-peer]",
      "[timeout]",
      "[timeout]",
    ]);
  });

  it("is emitted once for each code and network", async () => {
    const ask = await listening("loopback");
    for (const bytes of [LAST, LAST, "PROXY TCP9 "]) await ask(bytes);
    expect(warnings().map(({ message }) => /^\[[\w-]+\]/.exec(message)?.[0])).toEqual([
      "[signature]",
      "[v1-family]",
    ]);
  });

  it("warnings-bounded: peers of a wide hop cannot use up the warnings of another reason", async () => {
    const { ProxyAcceptError }: Entry = await import("../../src/proxy-protocol.ts");
    const { warnOfRefusal } = await import("../../src/accept/warnings.ts");
    for (let i = 0; i < 100; i++) {
      warnOfRefusal(new ProxyAcceptError({ code: "ended", given: "", peer: `10.0.${i}.1` }));
    }
    expect(warnings()).toHaveLength(8);
    warnOfRefusal(new ProxyAcceptError({ code: "timeout", given: "", peer: "10.0.3.1" }));
    expect(warnings().at(-1)?.message).toMatch(/^\[timeout\]/);
  });

  it("says how to accept an unrecognized peer", async () => {
    const ask = await listening("10.0.0.5", { unrecognizedPeers: "reject" });
    for (const bytes of [LAST, LAST]) await ask(bytes);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]?.message).toContain("add its address to the hop");
  });

  it("is not emitted for connections that close with the server", async () => {
    const { ProxyAcceptError }: Entry = await import("../../src/proxy-protocol.ts");
    const { warnOfRefusal } = await import("../../src/accept/warnings.ts");
    warnOfRefusal(
      new ProxyAcceptError({ code: "closed", given: "the close of the server", peer: "127.0.0.1" }),
    );
    expect(warnings()).toEqual([]);
  });

  it("takes an IPv4-mapped peer for the IPv4 one, and a peer without an address for no network", async () => {
    const { ProxyAcceptError }: Entry = await import("../../src/proxy-protocol.ts");
    const { warnOfRefusal } = await import("../../src/accept/warnings.ts");
    for (const peer of ["10.0.3.1", "::ffff:10.0.3.9", "::ffff:10.0.4.9", undefined]) {
      warnOfRefusal(
        new ProxyAcceptError({ code: "ended", given: "the end of the connection", peer }),
      );
    }
    expect(warnings()).toHaveLength(3);
  });
});

it("a refusal is no warning with onError", async () => {
  const onError = vi.fn<() => void>();
  const ask = await listening("loopback", { onError });
  await ask(LAST);
  expect(onError).toHaveBeenCalledOnce();
  expect(warnings()).toEqual([]);
});

describe("a PROXY header from a peer that is no PROXY hop", () => {
  it.each([
    ["version 1", HEADER + LAST],
    ["version 2", "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + "\x01".repeat(12)],
  ])("of %s gets Node's own answer, and is warned of once", async (version, bytes) => {
    const ask = await listening("10.0.0.5");
    for (const _ of [1, 2]) expect(await ask(bytes)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    const [warning, ...others] = warnings();
    expect(others).toEqual([]);
    expect(warning?.code).toBe("CLIENT_IP_PROXY_UNRECOGNIZED_PEER");
    expect(warning?.message).toContain(`begins with a PROXY header (${version})`);
    expect(warning?.message).toContain("127.0.0.0/24");
  });

  it("reaches a clientError listener, whose answer counts", async () => {
    const ask = await listening("10.0.0.5");
    servers[0]?.on("clientError", (_error, socket) => socket.end("mine"));
    expect(await ask(HEADER + LAST)).toBe("mine");
    expect(warnings()).toHaveLength(1);
  });

  it("is not confused with other errors, and not with other events", async () => {
    const ask = await listening("10.0.0.5");
    expect(await ask("WHAT / HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    const fields = { code: "HPE_INVALID_METHOD", rawPacket: Buffer.from(HEADER) };
    const error = Object.assign(new Error("Parse Error"), fields);
    servers[0]?.emit("clientError", undefined, new Socket());
    servers[0]?.emit("clientError", fields, new Socket());
    servers[0]?.emit("clientError", error, new PassThrough());
    servers[0]?.emit("tlsClientError", error, new Socket());
    expect(warnings()).toEqual([]);
    servers[0]?.emit("clientError", error, new Socket());
    // The socket has no peer.
    expect(warnings().map(({ message }) => /network/.test(message))).toEqual([false]);
  });
});

it("a connection that was gone before its peer was read is no error: a check that only connects", async () => {
  const onError = vi.fn<() => void>();
  await listening("loopback", { onError });
  const socket = Object.defineProperty(new Socket(), "localAddress", { value: "127.0.0.1" });
  servers[0]?.emit("connection", socket);
  expect(socket.destroyed).toBe(true);
  expect(onError).not.toHaveBeenCalled();
});
