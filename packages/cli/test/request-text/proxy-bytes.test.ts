import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readProxyBytes } from "../../src/request-text.ts";

describe("readProxyBytes", () => {
  it("reads bytes in hexadecimal, however they are spaced", () => {
    const separator = fc.constantFrom("", " ", ":", "\n");
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), separator, (bytes, between) => {
        const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(between);
        expect([...readProxyBytes(text)]).toEqual([...bytes]);
      }),
    );
  });

  it.each([
    ["PROXY UNKNOWN", "PROXY UNKNOWN\r\n"],
    [" PROXY UNKNOWN\n\nPROXY TCP4 1\r\n", "PROXY UNKNOWN\r\nPROXY TCP4 1\r\n"],
    [String.raw`PROXY UNKNOWN\r\nPROXY TCP4 1\r\n`, "PROXY UNKNOWN\r\nPROXY TCP4 1\r\n"],
    [" 0X0D0a ", "\r\n"],
  ])("reads %j", (text, bytes) => {
    expect(new TextDecoder().decode(readProxyBytes(text))).toBe(bytes);
  });

  it.each(["PROXY UNKNOWN\n0d0a", "", "0", "0g", "zz", "PROX", "10x200", "0x", "00 0x00"])(
    "refuses %j",
    (text) => {
      expect(() => readProxyBytes(text)).toThrow(
        expect.objectContaining({
          code: "proxy-bytes",
          given: `${text.length} characters that are not hexadecimal pairs`,
        }),
      );
    },
  );
});
