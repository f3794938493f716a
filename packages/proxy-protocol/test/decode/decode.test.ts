import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { codeOf, line, withTlvs } from "../bytes.ts";

describe("decode", () => {
  it.each([
    ["no bytes", ""],
    ["the first byte of version 1", "P"],
    ["four bytes of version 1", "PROX"],
    ["the first byte of version 2", "\r"],
    ["eleven bytes of version 2", "\r\n\r\n\0\r\nQUIT"],
    ["the whole signature of version 2", "\r\n\r\n\0\r\nQUIT\n"],
  ])("needs more bytes behind %s", (_, text) => {
    expect(decode(line(text))).toBeUndefined();
  });

  it.each([
    ["an HTTP request", "G"],
    ["an HTTP/2 preface, which begins with PR", "PRI * HTTP/2.0"],
    ["a POST request", "PO"],
    ["HTTP after blank lines", "\r\n\r\nG"],
    ["a TLS handshake", "\x16"],
    ["NUL in place of the last byte", "\r\n\r\n\0\r\nQUIT\0"],
    ["a space before the header", " "],
    ["a signature that is wrong at its end", "\r\n\r\n\0\r\nQUI!!!!!"],
  ])("throws `signature` for %s", (_, text) => {
    expect(codeOf(() => decode(line(text)))).toBe("signature");
    expect(codeOf(() => decode(line(`${text} and more than sixteen bytes`)))).toBe("signature");
  });
});

describe("maxByteLength", () => {
  it("is 4,096 bytes by default", () => {
    expect(decode(withTlvs([0xe5, "b".repeat(4_065)]))?.byteLength).toBe(4_096);
    expect(codeOf(() => decode(withTlvs([0xe5, "b".repeat(4_066)])))).toBe("too-large");
  });

  it.each([{}, { maxByteLength: undefined }, { maxByteLength: null }])(
    "is 4,096 bytes by default in the options %o too",
    (options) => {
      const act = (): unknown => decode(withTlvs([0xe5, "b".repeat(4_066)]), options as object);
      expect(codeOf(act)).toBe("too-large");
    },
  );

  it("limits the length of the header to what the caller gives", () => {
    const bytes = withTlvs([0xe5, "b".repeat(100)]);
    expect(decode(bytes, { maxByteLength: bytes.length })?.byteLength).toBe(bytes.length);
    expect(codeOf(() => decode(bytes, { maxByteLength: bytes.length - 1 }))).toBe("too-large");
  });

  it.each([0, 106, -1, Number.NaN])(
    "cannot be %d, which is less than the 107 bytes of version 1",
    (limit) => {
      expect(codeOf(() => decode(new Uint8Array(), { maxByteLength: limit }))).toBe(
        "max-byte-length",
      );
    },
  );

  it("is the only option: an unknown one is an error", () => {
    const other = { maxBytes: 200 } as object;
    expect(() => decode(new Uint8Array(), other)).toThrow(
      '[max-byte-length] given the option "maxBytes", expected',
    );
    expect(decode(new Uint8Array(), {})).toBeUndefined();
  });

  it("can be as small as 107 bytes", () => {
    expect(decode(line("PROXY UNKNOWN\r\n"), { maxByteLength: 107 })?.byteLength).toBe(15);
    const tooLarge = withTlvs([0xe5, "b".repeat(77)]);
    expect(codeOf(() => decode(tooLarge, { maxByteLength: 107 }))).toBe("too-large");
  });
});

describe("decode of a value that is not a Uint8Array", () => {
  it.each([
    ["PROXY TCP4 1.2.3.4", "string"],
    ["", "string"],
    [new ArrayBuffer(16), "object"],
    [{}, "object"],
    [null, "null"],
    [undefined, "undefined"],
  ])("is refused with a code: %o", (given, kind) => {
    expect(() => decode(given as never)).toThrow(new ProxyProtocolError("not-bytes", kind));
  });
});
