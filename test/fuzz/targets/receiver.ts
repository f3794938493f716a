import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { createResolver } from "@client-ip/core";
import { HeaderReceiver } from "../../../packages/node/src/accept/header-receiver.ts";
import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";
import { corpus } from "../../../packages/proxy-protocol/test/fuzzer.ts";
import { kept, same, type Target } from "../target.ts";

const PEER = "10.0.0.1";
const resolver = createResolver([
  { address: "any", shared: true, anyCustomer: true, tells: "proxy-protocol" },
  { address: PEER, tells: "proxy-protocol" },
]);

const shown = (headers: unknown): string =>
  JSON.stringify(headers, (key, value: unknown) =>
    key === "tlvs" && Array.isArray(value)
      ? value.map(({ type, value: bytes }) => [type, Buffer.from(bytes).toString("hex")])
      : value,
  );

/** What a connection gave: the headers as JSON and the bytes behind them, or an error's code. */
type Outcome = readonly [headersOrCode: string, rest: string];

/** The same by decoding all bytes at once. */
function expected(all: Uint8Array): Outcome {
  const proxyProtocol = [];
  let bytes = all;
  try {
    while (resolver.expectsProxyHeader({ peer: PEER, rawHeaders: [], proxyProtocol })) {
      const found = decode(bytes);
      if (found === undefined) return ["ended", ""];
      proxyProtocol.push(found.header);
      bytes = bytes.subarray(found.byteLength);
    }
    return [shown(proxyProtocol), Buffer.from(bytes).toString("latin1")];
  } catch (error) {
    if (error instanceof ProxyProtocolError) return [error.code, ""];
    throw error;
  }
}

/** What the receiver makes of the bytes, in segments of this length. */
async function received(all: Buffer, length: number): Promise<Outcome> {
  const socket = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  const outcome = new Promise<Outcome>((resolve) => {
    const evidence = { peer: PEER, rawHeaders: [], proxyProtocol: [] };
    const reading = new HeaderReceiver(
      socket as Socket,
      evidence,
      { resolver, maxByteLength: 4_096, dangerouslyOptional: false },
      (found) => {
        if (found instanceof Error) resolve([found.code, ""]);
        else resolve([shown(found), String(socket.read()?.toString("latin1") ?? "")]);
      },
    );
    kept("it began", reading.began > 0);
  });
  // All at once: the stream joins what is buffered, and the receiver reads what there is.
  for (let at = 0; at < all.length; at += length) socket.push(all.subarray(at, at + length));
  socket.push(null);
  const found = await outcome;
  socket.destroy();
  return found;
}

export const receiver: Target = {
  name: "receiver",
  guidedBy: ["node/src/accept/", "proxy-protocol/src/decode/"],
  seeds: corpus()
    .filter(({ length }) => length < 300)
    .map((bytes) => `\x05${bytes.toString("latin1")}`),
  tokens: [
    "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n",
    "PROXY UNKNOWN\r\n",
    "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0",
    "GET / HTTP/1.1\r\n",
    "\x21\x11\0\x0c",
  ],
  check: async (input) => {
    const all = Buffer.from(input.slice(1), "latin1");
    const length = 1 + (input.charCodeAt(0) % 64 || 0);
    same("the same as decoding all bytes at once", await received(all, length), expected(all));
  },
};
