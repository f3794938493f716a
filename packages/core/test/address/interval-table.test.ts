import ipaddr from "ipaddr.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import { formatAddress } from "../../src/address/parse.ts";
import { parsePrefix } from "../../src/address/prefix.ts";
import { IntervalTable } from "../../src/address/interval-table.ts";

type Bits = ipaddr.IPv4 | ipaddr.IPv6;

/** An IPv6 address, or one of IPv4 in its first word, of these words. */
function addressOf(family: 4 | 6, [a = 0, b = 0, c = 0, d = 0]: readonly number[]): Address {
  return Object.assign(new Address(), family === 4 ? { family, a } : { family, a, b, c, d });
}

/** Words of which many are alike, or next to each other, or at either end of what a word can be. */
const word = fc.oneof(
  fc.constantFrom(0, 1, -1, -2, 0x7fffffff, -0x80000000),
  fc.constantFrom(0x20010db8, 0x20010db9, 0x2a000000, 0x0a000000),
  fc.integer({ min: -0x80000000, max: 0x7fffffff }),
);
const words = fc.array(word, { minLength: 4, maxLength: 4 });

/** More networks than a directory of few bits tells apart; address and length as CIDR has them. */
function networks(family: 4 | 6): fc.Arbitrary<string[]> {
  const width = family === 4 ? 32 : 128;
  const network = fc.record({ of: words, bits: fc.integer({ min: 6, max: width }) });
  return fc.array(network, { maxLength: 200 }).map((list) =>
    list.map(({ of, bits }) => {
      const cidr = `${formatAddress(addressOf(family, of))}/${bits}`;
      const parser = family === 4 ? ipaddr.IPv4 : ipaddr.IPv6;
      return `${parser.networkAddressFromCIDR(cidr).toString()}/${bits}`;
    }),
  );
}

/** Even words, far from each other. */
function spread(i: number): number {
  return Math.imul(i, 0x9e3779b1) & -2;
}

describe("the interval table of a family", () => {
  it.each([4 as const, 6 as const])(
    "holds what ipaddr.js finds in one of the networks, address by address: IPv%i",
    (family) => {
      const few = fc.array(words, { minLength: 1, maxLength: 30 });
      fc.assert(
        fc.property(networks(family), few, (cidrs, asked) => {
          // An IPv4-mapped prefix is one of IPv4.
          const own = cidrs.filter((cidr) => parsePrefix(cidr).network.family === family);
          const ranges = new IntervalTable(
            family,
            own.map((cidr) => parsePrefix(cidr)),
          );
          const subnets = own.map((cidr) => ipaddr.parseCIDR(cidr));
          for (const one of asked) {
            const address = addressOf(family, one);
            const known: Bits = ipaddr.parse(formatAddress(address));
            const held = subnets.some(([network, bits]) => known.match(network, bits));
            expect([formatAddress(address), ranges.has(address)]).toEqual([
              formatAddress(address),
              held,
            ]);
          }
        }),
        { numRuns: 100 },
      );
    },
  );

  it("holds each single address of 5,000, and none between them", () => {
    const texts = Array.from({ length: 5_000 }, (_, i) => formatAddress(addressOf(4, [spread(i)])));
    const ranges = new IntervalTable(
      4,
      texts.map((text) => parsePrefix(text)),
    );
    for (let i = 0; i < 5_000; i++) {
      expect(ranges.has(addressOf(4, [spread(i)]))).toBe(true);
      expect(ranges.has(addressOf(4, [spread(i) | 1]))).toBe(false);
    }
    expect(ranges.share).toBe(5_000 / 2 ** 32);
    expect(ranges.list.length).toBe(5_000);
  });

  it.each([0, 1, 2, 3])("is in unsigned order where networks differ in word %i", (place) => {
    const values = [0, 2, 0x7ffffffd, -0x80000000, -2];
    const inOrder = values.map((value, rank) => {
      // Words behind this one are in the opposite order, and do not count.
      const four = [5, 5, 5, 5].map((same, i) => (i < place ? same : -3 - 2 * rank));
      return addressOf(6, four.with(place, value));
    });
    const ranges = new IntervalTable(
      6,
      inOrder.toReversed().map((network) => ({ network, bits: 128 })),
    );
    expect(inOrder.map((address) => ranges.has(address))).toEqual(values.map(() => true));
    const found = ranges.list.map(({ first }) =>
      Number((first >> BigInt(96 - 32 * place)) & 0xffffffffn),
    );
    expect(found).toEqual(values.map((value) => value >>> 0));
  });
});
