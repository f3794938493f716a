import { shareClass } from "@client-ip/core/internal";
import { describe, expect, it } from "vitest";
import { ProxyAcceptError } from "../../src/proxy-protocol.ts";

const signature = (firstByte?: number): ProxyAcceptError =>
  new ProxyAcceptError({ code: "signature", given: "0x16", firstByte });

describe("ProxyAcceptError", () => {
  it("has its own name, and texts for a code of the decoder without any", () => {
    expect(new ProxyAcceptError({ code: "crc32c", given: "0x1" })).toMatchObject({
      name: "ProxyAcceptError",
      expected: "a PROXY header",
      remedy: "Check how the peer is configured.",
    });
  });

  it("two-builds: is one class with that of any other copy or release", () => {
    class Other extends Error {}
    shareClass(Other, "ProxyAcceptError");
    expect(signature()).toBeInstanceOf(Other);
  });

  it.each([
    [22, "TLS, and no PROXY header before it"],
    [21, "no PROXY header"],
    [23, "no PROXY header"],
    [0x40, "no PROXY header"],
    [0x41, "plain HTTP, and no PROXY header before it"],
    [0x5a, "plain HTTP, and no PROXY header before it"],
    [0x5b, "no PROXY header"],
    [undefined, "no PROXY header"],
  ])("says what the peer sends in place of a header, by its first byte: %s", (byte, kind) => {
    expect(signature(byte).remedy).toMatch(`The peer sends ${kind}: turn the header on there`);
  });
});
