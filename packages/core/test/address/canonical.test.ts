import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createResolver } from "../../src/index.ts";
import { canonicalAddress } from "../../src/internal.ts";
import { addressText, wildText } from "../support/arbitraries.ts";

const direct = createResolver("direct");

describe("the canonical text of an address", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:DB8:0::7", "2001:db8::7"],
    ["fe80::7%eth0", "fe80::7"],
    ["fe80::7%a%b", "fe80::7"],
    ["203.0.113.7:80", undefined],
    ["[2001:db8::7]", undefined],
    ["unknown", undefined],
    ["", undefined],
    ["%", undefined],
  ])("of %s is %s", (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it("is that which a resolver gives", () => {
    fc.assert(
      fc.property(fc.oneof(addressText, wildText), (peer) => {
        fc.pre(peer !== "unix");
        expect(canonicalAddress(peer)).toBe(direct.resolve({ peer, rawHeaders: [] }).peer);
      }),
    );
  });
});
