import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import { IntervalTable } from "../../src/address/interval-table.ts";
import { OnePrefix } from "../../src/address/one-prefix.ts";
import { toNetwork } from "../../src/address/network.ts";

/** Words of which many are alike, or at either end of what a word can be. */
const word = fc.oneof(
  fc.constantFrom(0, 1, -1, 0x7fffffff, -0x80000000),
  fc.integer({ min: -0x80000000, max: 0x7fffffff }),
);

function addressOf(family: 4 | 6, [a = 0, b = 0, c = 0, d = 0]: readonly number[]): Address {
  return Object.assign(new Address(), family === 4 ? { family, a } : { family, a, b, c, d });
}

describe("one prefix", () => {
  it.each([4 as const, 6 as const])("is what a table of it is: IPv%i", (family) => {
    const words = fc.array(word, { minLength: 4, maxLength: 4 });
    const length = fc.integer({ min: 0, max: family === 4 ? 32 : 128 });
    const flip = fc.integer({ min: 0, max: 31 });
    fc.assert(
      fc.property(words, length, words, fc.nat(3), flip, (given, bits, others, at, bit) => {
        const network = addressOf(family, given);
        toNetwork(network, bits);
        const one = new OnePrefix({ network, bits });
        const table = new IntervalTable(family, [{ network, bits }]);
        expect([one.isComplete, one.list]).toEqual([table.isComplete, table.list]);
        // A range within one first word has no share, or that of a part of one.
        expect(Math.abs(one.share - table.share)).toBeLessThanOrEqual(2 ** -32);
        const near = given.map((value, index) => (index === at ? value ^ (1 << bit) : value));
        for (const asked of [given, near, others]) {
          const address = addressOf(family, asked);
          expect([asked, one.has(address)]).toEqual([asked, table.has(address)]);
        }
      }),
    );
  });

  it.each([
    [4 as const, 32],
    [6 as const, 128],
  ])("compares exactly as many bits as it has: IPv%i", (family, width) => {
    const ones = Array.from({ length: width }, (_, bit) =>
      addressOf(family, [0, 0, 0, 0].with(bit >>> 5, 1 << (31 - (bit & 31)))),
    );
    for (let bits = 0; bits <= width; bits++) {
      const one = new OnePrefix({ network: addressOf(family, []), bits });
      expect(ones.findIndex((address) => one.has(address))).toBe(bits < width ? bits : -1);
      expect(ones.slice(bits).every((address) => one.has(address))).toBe(true);
    }
  });

  it.each([
    [0, 1, true],
    [1, 1 / 2, false],
    [32, 2 ** -32, false],
    [33, 0, false],
  ])("of %i bits has the share %d of its family", (bits, share, isComplete) => {
    const prefix = new OnePrefix({ network: addressOf(6, []), bits });
    expect([prefix.share, prefix.isComplete]).toEqual([share, isComplete]);
  });
});
