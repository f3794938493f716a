import * as codec from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { verdict } from "./bytes.ts";
import { corpus, fuzz } from "./fuzzer.ts";

const COUNT = 10_000;
const SEED = 20_261_122;

describe("the fuzzer", () => {
  it("finds no broken promise in 10,000 mutations, and reaches every code of decode", () => {
    const { decoded, more, refused } = fuzz(codec, corpus(), COUNT, SEED);
    const all = Object.values(refused).reduce((sum, some) => sum + some, decoded + more);
    expect(all).toBe(COUNT);
    for (const often of [decoded, more]) expect(often).toBeGreaterThan(500);
    expect(Object.keys(refused).toSorted()).toEqual([
      "crc32c",
      "signature",
      "tlv-duplicate",
      "tlv-length",
      "tlv-overrun",
      "too-large",
      "v1-address",
      "v1-crlf",
      "v1-family",
      "v1-port",
      "v1-syntax",
      "v1-too-long",
      "v2-command",
      "v2-family",
      "v2-length",
      "v2-version",
    ]);
  });

  it("starts from complete headers, but for seven that are cut on purpose", () => {
    const more = corpus().filter((bytes) => verdict(bytes) === "more");
    expect(corpus().length).toBeGreaterThan(390);
    expect(more).toHaveLength(7);
  });

  it.each([
    [
      "an error of another class",
      {
        decode: (bytes: Uint8Array) => {
          if (bytes[20] === 7) throw new RangeError("index");
          return codec.decode(bytes);
        },
      },
      "index",
    ],
    [
      "a result before all bytes are there",
      { decode: (bytes: Uint8Array) => codec.decode(new Uint8Array([...bytes, 0x0a])) },
      "no byte taken away",
    ],
    [
      "a reader that throws an error of another class",
      {
        alpn: () => {
          throw new TypeError("alpn");
        },
      },
      "alpn",
    ],
    [
      "a header that is encoded wrongly",
      { encode: () => codec.encode({ ...headerless, command: "LOCAL" }) },
      "the same when encoded",
    ],
    [
      "bytes that are changed",
      {
        decode: (bytes: Uint8Array) => {
          const decoded = codec.decode(bytes);
          if (decoded) bytes[0] = 0;
          return decoded;
        },
      },
      "the bytes are only read",
    ],
  ])("finds %s", (_, broken, why) => {
    const found = catching(() => fuzz({ ...codec, ...broken }, corpus(), COUNT, SEED));
    expect(found?.message).toContain(`of seed ${SEED}: `);
    expect(String(found?.cause)).toContain(why);
  });
});

const headerless: codec.ProxyHeader = {
  version: 2,
  command: "PROXY",
  family: "UNSPEC",
  transport: "UNSPEC",
  tlvs: [],
};

function catching(act: () => unknown): Error | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return undefined;
}
