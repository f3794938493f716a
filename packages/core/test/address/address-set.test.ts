import { BlockList } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AddressSet, overlap, prefixesOverlap } from "../../src/address/address-set.ts";
import { isSidecar } from "../../src/address/special.ts";
import { Address } from "../../src/address/address.ts";
import { formatAddress, parseAddress } from "../../src/address/parse.ts";
import { LiveAddresses } from "../../src/address/live-addresses.ts";
import type { Prefix } from "../../src/address/prefix.ts";
import type { Interval } from "../../src/address/interval-table.ts";
import { parseAddressSet } from "../../src/address/parse-address-set.ts";

function addressOf(text: string): Address {
  const address = new Address();
  if (!parseAddress(text, 0, text.length, address)) throw new Error(`no address: ${text}`);
  return address;
}

function fromBits(family: 4 | 6, value: bigint): Address {
  const address = new Address();
  const word = (shift: bigint): number => Number((value >> shift) & 0xffffffffn) | 0;
  address.family = family;
  address.a = family === 4 ? word(0n) : word(96n);
  if (family === 6) [address.b, address.c, address.d] = [word(64n), word(32n), word(0n)];
  return address;
}

interface Network {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly bits: number;
}

/** Networks that lie close together, so that many touch, nest and overlap. */
const network: fc.Arbitrary<Network> = fc
  .record({
    family: fc.constantFrom(4 as const, 6 as const),
    base: fc.constantFrom(0n, 0x0a000000n, 0xffffff00n, 0x7fffff00n, 0x80000000n),
    high: fc.constantFrom(0n, 1n, 0x20010db8_ffffffffn, (1n << 96n) - 1n),
    low: fc.bigInt(0n, 0x3ffn),
    hostBits: fc.integer({ min: 0, max: 10 }),
    wide: fc.boolean(),
  })
  .map(({ family, base, high, low, hostBits, wide }) => {
    const width = family === 4 ? 32 : 128;
    const host = BigInt(wide ? hostBits * 3 : hostBits);
    const value = (family === 4 ? base : (high << 32n) | base) | low;
    return { family, first: (value >> host) << host, bits: width - Number(host) };
  });
const networks = fc.array(network, { maxLength: 12 });

function prefixOf({ family, first, bits }: Network): Prefix {
  return { network: fromBits(family, first), bits };
}

function rangeOf({ family, first, bits }: Network): Interval {
  const width = family === 4 ? 32 : 128;
  return { family, first, last: first + (1n << BigInt(width - bits)) - 1n };
}

/** The ranges that neither touch nor overlap, in order, which hold the same. */
function merged(ranges: readonly Interval[]): Interval[] {
  const list: Interval[] = [];
  const sorted = ranges.toSorted(
    (a, b) => a.family - b.family || (a.first < b.first ? -1 : Number(a.first > b.first)),
  );
  for (const range of sorted) {
    const before = list.at(-1);
    if (before?.family !== range.family || range.first > before.last + 1n) list.push(range);
    else if (range.last > before.last) list.splice(-1, 1, { ...before, last: range.last });
  }
  return list;
}

/** Addresses at and beside every edge. */
function edges(ranges: readonly Interval[]): { family: 4 | 6; value: bigint }[] {
  return ranges.flatMap(({ family, first, last }) => {
    const top = family === 4 ? 0xffffffffn : (1n << 128n) - 1n;
    return [first - 1n, first, first + 1n, last - 1n, last, last + 1n, (first + last) >> 1n]
      .filter((value) => value >= 0n && value <= top)
      .flatMap((value) => {
        // The same number in the other family must never be taken for it.
        const both = family === 6 && value <= 0xffffffffn;
        const families: readonly (4 | 6)[] = both || family === 4 ? [4, 6] : [6];
        return families.map((one) => ({ family: one, value }));
      });
  });
}

/** What a hop's `address` may be. */
type Entries = string | readonly string[] | LiveAddresses;

describe("a set of addresses", () => {
  it("holds what a naive search finds, at every edge of every range", () => {
    fc.assert(
      fc.property(networks, (list) => {
        const ranges = list.map((one) => rangeOf(one));
        const set = new AddressSet({ prefixes: list.map((one) => prefixOf(one)) });
        expect(set.ranges).toEqual(merged(ranges));
        for (const { family, value } of edges(ranges)) {
          const address = fromBits(family, value);
          const held = ranges.some(
            (one) => one.family === family && one.first <= value && value <= one.last,
          );
          expect(set.matches(address)).toBe(held && !isSidecar(address));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("holds what node's BlockList of the same subnets holds", () => {
    fc.assert(
      fc.property(networks, (list) => {
        const blocked = new BlockList();
        for (const { family, first, bits } of list) {
          const text = formatAddress(fromBits(family, first));
          blocked.addSubnet(text, bits, family === 4 ? "ipv4" : "ipv6");
        }
        const set = new AddressSet({ prefixes: list.map((one) => prefixOf(one)) });
        for (const { family, value } of edges(list.map((one) => rangeOf(one)))) {
          const address = fromBits(family, value);
          const text = formatAddress(address);
          // As IPv6 text these would be IPv4-mapped, which the parser has folded before.
          if (family === 6 && value >> 32n === 0xffffn) continue;
          const expected = blocked.check(text, family === 4 ? "ipv4" : "ipv6");
          expect([text, set.matches(address)]).toEqual([text, expected && !isSidecar(address)]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [["10.0.0.0", "10.0.0.2"], "10.0.0.1", false, "between two"],
    [["10.0.0.0/31", "10.0.0.2"], "10.0.0.1", true, "beside the next"],
    [["10.0.0.2", "10.0.0.0"], "10.0.0.1", false, "in any order"],
    [["2001:db8::", "2001:db8::2"], "2001:db8::1", false, "between two of IPv6"],
    [["2001:db8::/127", "2001:db8::2"], "2001:db8::2", true, "behind a merged one"],
    [["10.0.0.0/8", "10.1.0.0/16"], "10.255.0.1", true, "behind one within"],
    [["10.0.0.0/16", "10.0.0.0/8"], "10.255.0.1", true, "two that begin alike"],
  ])("of %j holds %s: %s (%s)", (entries, text, expected) => {
    expect(parseAddressSet(entries).matches(addressOf(text))).toBe(expected);
  });

  it("holds no address if it has no entries", () => {
    const set = new AddressSet({ prefixes: [] });
    expect(set.matches(addressOf("0.0.0.0"))).toBe(false);
    expect(set.matches(addressOf("::"))).toBe(false);
    expect(set.matches(new Address())).toBe(false);
  });

  it("never holds a register without an address", () => {
    const set = parseAddressSet(["any", "0.0.0.0/0", "::/0", "127.0.0.6", "::6", "unix"]);
    expect(set.matches(new Address())).toBe(false);
    expect(set.matchesExplicitly(new Address())).toBe(false);
  });
});

describe("a set of hosts", () => {
  const live = new LiveAddresses({ name: "live", prefixes: ["192.0.2.1"] });

  it.each<[Parameters<typeof parseAddressSet>[0], boolean, string]>([
    ["10.0.0.1", true, "one address"],
    [["10.0.0.1", "2001:db8::1"], true, "one of each family"],
    ["10.0.0.0/28", true, "sixteen addresses"],
    [["10.0.0.0/28", "2001:db8::1"], false, "one more"],
    ["any", false, "every address"],
    [["any", "10.0.0.1"], false, "an address and every other"],
    ["unix", false, "no address"],
    [["10.0.0.1", "unix"], false, "an address and a unix socket"],
    [["10.0.0.1", "invoker"], false, "an address and what invokes a function"],
    [live, false, "a list that may grow"],
    [["10.0.0.1", live], false, "an address and a list that may grow"],
  ])("%j has a few single addresses and nothing else: %s (%s)", (entries, expected) => {
    expect(parseAddressSet(entries).isHosts).toBe(expected);
  });

  it("has at least one", () => {
    expect(new AddressSet({ prefixes: [] }).isHosts).toBe(false);
  });
});

describe("a set of unix sockets alone", () => {
  it.each([
    ["unix", true],
    [["unix", "10.0.0.1"], false],
    [["unix", "any"], false],
    [["unix", "127.0.0.6"], false],
    [["unix", "invoker"], false],
    ["invoker", false],
  ])("is %j: %s", (entries, expected) => {
    expect(parseAddressSet(entries).isUnixAlone).toBe(expected);
  });

  it("is none without entries", () => {
    expect(new AddressSet({ prefixes: [] }).isUnixAlone).toBe(false);
  });
});

it("has what any one of its live lists has", () => {
  const lists = ["192.0.2.1", "198.51.100.1"].map(
    (prefix) => new LiveAddresses({ name: prefix, prefixes: [prefix] }),
  );
  const set = parseAddressSet(lists);
  const has = (text: string): boolean => set.matches(addressOf(text));
  expect(["192.0.2.1", "198.51.100.1", "203.0.113.7"].map(has)).toEqual([true, true, false]);
});

describe("comparing sets", () => {
  const live = new LiveAddresses({ name: "live", prefixes: ["192.0.2.0/24"] });

  it.each<[Entries, Entries, boolean, string]>([
    ["10.0.0.0/8", "10.1.0.0/16", true, "one within the other"],
    ["10.1.0.0/16", "10.0.0.0/8", true, "the other within the one"],
    ["10.0.0.0/8", "11.0.0.0/8", false, "neighbors"],
    ["10.0.0.0/9", "10.128.0.0/9", false, "halves"],
    ["::a00:1", "10.0.0.1", false, "the same bits in two families"],
    ["any", "10.0.0.1", true, "any is every address"],
    ["any", "any", true, "every address twice"],
    ["any", live, true, "any and a live list"],
    ["any", "unix", false, "any is never a unix socket"],
    ["unix", "unix", true, "both a unix socket"],
    ["unix", "10.0.0.1", false, "a unix socket and an address"],
    ["invoker", "invoker", true, "both what invokes a function"],
    ["invoker", "10.0.0.1", false, "what invokes a function and an address"],
    ["127.0.0.6", "127.0.0.6", true, "the sidecar twice"],
    ["127.0.0.6", "::6", false, "the sidecar in two families"],
    ["::6", "::6", true, "the sidecar twice, IPv6"],
    ["127.0.0.6", "loopback", false, "names never hold the sidecar"],
    ["unix", "127.0.0.6", false, "a unix socket and the sidecar"],
    ["10.0.0.0/8", ["192.0.2.1", "10.0.0.1"], true, "the second entry"],
    [["192.0.2.1", "10.0.0.1"], "10.0.0.0/8", true, "the second entry of the one"],
    [live, "192.0.2.77", true, "a live list, by what it holds now"],
    ["192.0.2.0/23", live, true, "the other is live"],
    [live, "198.51.100.1", false, "a live list that does not hold it"],
  ])("%j and %j overlap: %s (%s)", (one, other, expected) => {
    expect(overlap(parseAddressSet(one), parseAddressSet(other))).toBe(expected);
    expect(overlap(parseAddressSet(other), parseAddressSet(one))).toBe(expected);
  });

  it.each<[Entries, Entries, boolean, string]>([
    ["10.0.0.0/8", "10.1.0.0/16", true, "a part"],
    ["10.0.0.0/8", "10.0.0.0/8", true, "all of it"],
    ["10.0.0.0/9", "10.0.0.0/8", true, "the same beginning, more behind"],
    ["10.0.0.0/8", ["192.0.2.1", "10.9.9.9"], true, "one entry of two"],
    ["10.0.0.0/9", "10.128.0.0/9", false, "neighbors"],
    ["::/0", "10.0.0.1", false, "another family"],
    ["any", "10.0.0.1", false, "any is no range"],
    ["127.0.0.6", "127.0.0.6", false, "the sidecar is no range"],
    [live, "192.0.2.128/25", true, "a live list"],
  ])("ranges of %j and %j overlap: %s (%s)", (outer, inner, expected) => {
    expect(prefixesOverlap(parseAddressSet(outer), parseAddressSet(inner))).toBe(expected);
    expect(prefixesOverlap(parseAddressSet(inner), parseAddressSet(outer))).toBe(expected);
  });

  it("overlap is what a naive search says", () => {
    fc.assert(
      fc.property(networks, networks, (one, other) => {
        const common = one.some((left) =>
          other.some((right) => {
            const [a, b] = [rangeOf(left), rangeOf(right)];
            const first = a.first > b.first ? a.first : b.first;
            const last = a.last < b.last ? a.last : b.last;
            return a.family === b.family && first <= last;
          }),
        );
        const [left, right] = [one, other].map(
          (list) => new AddressSet({ prefixes: list.map((net) => prefixOf(net)) }),
        );
        expect(left && right && overlap(left, right)).toBe(common);
      }),
    );
  });

  it.each<[Entries, boolean, number]>([
    ["0.0.0.0/0", false, 1],
    ["::/0", false, 1],
    [["0.0.0.0/1", "128.0.0.0/1"], false, 1],
    [["::/1", "8000::/1"], false, 1],
    ["0.0.0.0/1", true, 0.5],
    ["8000::/1", true, 0.5],
    [["10.0.0.0/8", "11.0.0.0/8"], true, 1 / 128],
    ["192.0.2.1", true, 2 ** -32],
    [["0.0.0.0/2", "::/1"], true, 0.5],
    ["unix", true, 0],
    ["any", false, 0],
    [["any", "10.0.0.0/8"], false, 1 / 256],
  ])("%j tells some from others: %s; it holds %d of a family", (entries, isSelective, share) => {
    const set = parseAddressSet(entries);
    expect(set.isSelective).toBe(isSelective);
    expect(set.share).toBe(share);
  });
});
