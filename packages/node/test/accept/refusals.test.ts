import { once } from "node:events";
import { createServer } from "node:http";
import { connect as connectTcp, Socket } from "node:net";
import { ProxyProtocolError } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { createResolver } from "../../src/index.ts";
import {
  acceptProxyProtocol,
  type AcceptProxyProtocolOptions,
  type ProxyAcceptError,
} from "../../src/proxy-protocol.ts";
import {
  resolver,
  V1,
  V2,
  GET,
  LAST,
  answer,
  receiving,
  watched,
  askRaw,
  bytesOf,
} from "./receiving.ts";
import { uncaughtDuring } from "../uncaught.ts";

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
    [
      "a broken line, though none is needed",
      "v1-family",
      (socket) => socket.write("PROXY TCP9 1.1.1.1 2.2.2.2 1 2\r\n"),
      { dangerouslyOptional: true },
    ],
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
  expect(server.emit("connection", socket)).toBe(true);
  expect((await errors)[0]).toMatchObject({ code: "reset", peer: undefined });
  expect(socket.destroyed).toBe(true);
  expect(handed).toEqual([]);
});

it.each([
  ["closed by now", "127.0.0.1"],
  ["without an address", undefined],
])(
  "receiver-no-peer: the error of a connection is not uncaught, if it is %s",
  async (_what, at) => {
    const server = createServer();
    acceptProxyProtocol(server, { resolver, onError: () => {} });
    const socket = Object.defineProperty(new Socket(), "localAddress", { value: at });
    const uncaught = await uncaughtDuring(async () => {
      // It is emitted in a later tick.
      socket.destroy(new Error("reset"));
      server.emit("connection", socket);
      await new Promise((resolve) => socket.once("close", resolve));
    });
    expect(uncaught).toEqual([]);
  },
);
