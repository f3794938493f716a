import { ClientIpError } from "@client-ip/core";
import { shareClass } from "@client-ip/core/internal";
import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../src/error-codes.ts";

describe("ProxyProtocolError", () => {
  it.each(Object.entries(ERROR_CODES))("has the texts of its code: %s", (code, texts) => {
    const error = new ProxyProtocolError(code as keyof typeof ERROR_CODES, "this", 7);
    expect(error).toBeInstanceOf(ClientIpError);
    expect(texts.expected).toMatch(/^\S.{7,}[^.]$/);
    expect(texts.when).toMatch(/^\S.{10,}\.$/);
    expect(texts.remedy).toMatch(/^[A-Z].{10,}\.$/);
    expect(error).toMatchObject({
      name: "ProxyProtocolError",
      code,
      given: "this",
      expected: texts.expected,
      remedy: texts.remedy,
      offset: 7,
      message: `[${code}] given this at byte 7, expected ${texts.expected}. ${texts.remedy}`,
      help: expect.stringContaining(`/docs/errors.md#${code}`),
    });
  });

  it("two-builds: is one class with that of any other copy or release", () => {
    class Other extends Error {}
    shareClass(Other, "ProxyProtocolError");
    expect(new ProxyProtocolError("signature", "this")).toBeInstanceOf(Other);
  });

  it.each([
    [0x20, "0x20"],
    [0x21, "0x21 '!'"],
    [0x7e, "0x7e '~'"],
    [0x7f, "0x7f"],
    [0x09, "0x09"],
  ])("shows a byte with its character if that can be seen: %i", (byte, given) => {
    const act = (): unknown => decode(Uint8Array.of(byte));
    expect(act).toThrow(new ProxyProtocolError("signature", given, 0));
  });

  it.each([
    ["an unknown option", { maxBytes: 200 }, 'the option "maxBytes"'],
    ["text that is no number", { maxByteLength: "all" }, '"all"'],
    ["an object", { maxByteLength: {} }, "an object"],
  ])("is thrown for the options of decode too: %s", (_, options, given) => {
    const act = (): unknown => decode(new Uint8Array(), options as object);
    expect(act).toThrow(new ProxyProtocolError("max-byte-length", given));
  });

  it.each([undefined, null])(
    "is not thrown for a limit of %s, which means the default",
    (limit) => {
      expect(decode(new Uint8Array(), { maxByteLength: limit } as object)).toBeUndefined();
    },
  );
});
