import ipaddr from "ipaddr.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import { formatAddress, parseAddress } from "../../src/address/parse.ts";
import { ClientIpError } from "../../src/errors.ts";
import type { Prefix } from "../../src/address/prefix.ts";
import type { Interval } from "../../src/address/interval-table.ts";
import { RANGE_NAMES, parsePrefix } from "../../src/address/prefix.ts";
import { addressText, wildText } from "../support/arbitraries.ts";

/** What a text is read as, or the mistake that it is refused for. */
function readOf(text: string): Prefix | ClientIpError {
  try {
    return parsePrefix(text);
  } catch (error) {
    if (error instanceof ClientIpError) return error;
    throw error;
  }
}

function refused(text: string): ClientIpError {
  const read = readOf(text);
  if (read instanceof ClientIpError) return read;
  throw new Error(`not refused: ${text}`);
}

/** An address as one number. */
function valueOf(text: string): { family: number; value: bigint } {
  const address = new Address();
  parseAddress(text, 0, text.length, address);
  const { family, a, b, c, d } = address;
  const words = family === 4 ? [a] : [a, b, c, d];
  const value = words.reduce((sum, word) => (sum << 32n) | BigInt(word >>> 0), 0n);
  return { family, value };
}

/** What a prefix spans. */
function rangeOf({ network, bits }: Prefix): Interval {
  const family = network.family === 4 ? 4 : 6;
  const { value: first } = valueOf(formatAddress(network));
  const hostBits = BigInt((family === 4 ? 32 : 128) - bits);
  return { family, first, last: first + (1n << hostBits) - 1n };
}

describe("a configured range", () => {
  it.each<[string, Interval, string]>([
    ["192.0.2.1", { family: 4, first: 0xc0000201n, last: 0xc0000201n }, "one address"],
    ["192.0.2.1/32", { family: 4, first: 0xc0000201n, last: 0xc0000201n }, "one address as CIDR"],
    ["10.0.0.0/8", { family: 4, first: 0x0a000000n, last: 0x0affffffn }, "a network"],
    ["10.0.0.2/31", { family: 4, first: 0x0a000002n, last: 0x0a000003n }, "two addresses"],
    ["128.0.0.0/1", { family: 4, first: 0x80000000n, last: 0xffffffffn }, "half of all"],
    ["0.0.0.0/0", { family: 4, first: 0n, last: 0xffffffffn }, "all of IPv4"],
    ["::/0", { family: 6, first: 0n, last: (1n << 128n) - 1n }, "all of IPv6"],
    ["::1", { family: 6, first: 1n, last: 1n }, "one IPv6 address"],
    ["FD00::/8", { family: 6, first: 0xfdn << 120n, last: (0xfen << 120n) - 1n }, "upper case"],
    [
      "2001:db8::/32",
      { family: 6, first: 0x20010db8n << 96n, last: (0x20010db9n << 96n) - 1n },
      "a network",
    ],
    [
      "::ffff:10.0.0.0/104",
      { family: 4, first: 0x0a000000n, last: 0x0affffffn },
      "mapped is folded",
    ],
    ["::ffff:0:0/96", { family: 4, first: 0n, last: 0xffffffffn }, "all of IPv4, mapped"],
    ["::ffff:c000:0201", { family: 4, first: 0xc0000201n, last: 0xc0000201n }, "one, mapped"],
    [
      "64:ff9b::/96",
      { family: 6, first: 0x64ff9bn << 96n, last: (0x64ff9bn << 96n) + 0xffffffffn },
      "NAT64 is not folded",
    ],
  ])("%s is read (%#)", (text, range) => {
    expect(rangeOf(parsePrefix(text))).toEqual(range);
  });

  it("is one address, whichever way it is spelled", () => {
    fc.assert(
      fc.property(addressText, (text) => {
        const { family, value } = valueOf(text);
        expect(rangeOf(parsePrefix(text))).toEqual({ family, first: value, last: value });
      }),
      { numRuns: 300 },
    );
  });

  it("is from its network address to the last with the same leading bits, or is refused for its host bits", () => {
    fc.assert(
      fc.property(addressText, fc.nat(128), (text, length) => {
        const { family, value } = valueOf(text);
        const mapped = family === 4 && text.includes(":");
        const width = text.includes(":") ? 128 : 32;
        const bits = Math.min(length, width);
        const hostBits = BigInt(width - bits);
        const whole = mapped ? value | (0xffffn << 32n) : value;
        const first = (whole >> hostBits) << hostBits;
        const mask = family === 4 ? 0xffffffffn : (1n << 128n) - 1n;
        const last = (first + (1n << hostBits) - 1n) & mask;
        const expected =
          first === whole ? { family, first: first & mask, last } : { code: "host-bits" };
        const read = readOf(`${text}/${bits}`);
        expect(read instanceof ClientIpError ? { code: read.code } : rangeOf(read)).toEqual(
          expected,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("is what ipaddr.js makes of it", () => {
    fc.assert(
      fc.property(addressText, fc.nat(128), (text, length) => {
        const long = text.includes(":");
        const bits = Math.min(length, long ? 128 : 32);
        // ipaddr.js takes `::10.0.0.5` for an IPv4-mapped address.
        fc.pre(!text.includes(".") || !long);
        const parser = long ? ipaddr.IPv6 : ipaddr.IPv4;
        const cidr = `${text}/${bits}`;
        const first = parser.networkAddressFromCIDR(cidr);
        const read = readOf(`${first.toNormalizedString()}/${bits}`);
        if (read instanceof ClientIpError) throw read;
        const mapped = first instanceof ipaddr.IPv6 && first.isIPv4MappedAddress();
        const network = mapped ? first.toIPv4Address() : first;
        const known = ipaddr.parse(formatAddress(read.network));
        expect(known.toNormalizedString()).toBe(network.toNormalizedString());
        expect(read.bits).toBe(mapped ? bits - 96 : bits);
        // With host bits, the remedy names the range.
        const own = readOf(cidr);
        const range = `"${first.toString()}/${bits}"`;
        expect(
          own instanceof ClientIpError
            ? own.remedy.includes(range)
            : own.network.equals(read.network),
        ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("is read, or refused with a code; nothing else happens", () => {
    fc.assert(
      fc.property(wildText, fc.option(wildText), (text, bits) => {
        const given = bits === null ? text : `${text}/${bits}`;
        const read = readOf(given);
        const right =
          read instanceof ClientIpError
            ? ["bad-address", "host-bits"].includes(read.code)
            : read.bits >= 0;
        expect(right).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("host-bits: bits beyond the prefix length", () => {
  it.each([
    ["10.0.0.0/0", '"0.0.0.0/0"', "10.0.0.0"],
    ["127.0.0.1/8", '"127.0.0.0/8"', "127.0.0.1"],
    ["2001:db8::1/32", '"2001:db8::/32"', "2001:db8::1"],
    ["::ffff:10.0.0.1/104", '"::ffff:a00:0/104"', "::ffff:10.0.0.1"],
    ["::ffff:10.0.0.5/8", '"10.0.0.0/8"', "10.0.0.5"],
    ["::ffff:192.0.2.5/127", '"::ffff:c000:204/127"', "::ffff:192.0.2.5"],
    ["2001:db8:8000::/32", '"2001:db8::/32"', "2001:db8:8000::"],
    ["2001:db8:0:0:8000::/64", '"2001:db8::/64"', "2001:db8:0:0:8000::"],
  ])("the remedy for %s names %s", (text, range, address) => {
    const error = refused(text);
    expect(error.code).toBe("host-bits");
    expect(error.given).toBe(JSON.stringify(text));
    expect(error.remedy).toContain(range);
    expect(error.remedy).toContain(`"${address}" for the single address`);
  });
});

describe("a text that is no range", () => {
  it.each([
    ["", "nothing"],
    ["10", "a number"],
    ["10.5", "ipaddr.js reads it as 10.0.0.5"],
    ["0x0a000005", "ipaddr.js reads it as 10.0.0.5"],
    ["010.0.0.1", "ipaddr.js reads it as 8.0.0.1"],
    ["10.0.0.0/33", "more bits than there are"],
    ["::/129", "more bits than there are"],
    ["::ffff:10.0.0.0/129", "more bits than there are, mapped"],
    ["10.0.0.0/08", "a leading zero"],
    ["10.0.0.0/", "no length"],
    ["10.0.0.0/-1", "a negative length"],
    ["10.0.0.0/8/8", "two lengths"],
    ["10.0.0.0/8.0", "a length with a point"],
    ["10.0.0.0/1e1", "a length as JavaScript writes numbers"],
    ["10.0.0.0/255.0.0.0", "a netmask"],
    ["/8", "no address"],
    [" 10.0.0.0/8", "a blank in front"],
    ["10.0.0.0/8 ", "a blank behind"],
    ["10.0.0.0 /8", "a blank within"],
    ["10.0.0.1:80", "a port"],
    ["[::1]", "brackets"],
    ["fe80::1%eth0", "a zone"],
    ["10.0.0.*", "a wildcard"],
    ["10.0.0.1-10.0.0.9", "a dash"],
    ["localhost", "a host name"],
  ])("%j is refused: %s", (text) => {
    const error = refused(text);
    expect(error.code).toBe("bad-address");
    expect(error.given).toBe(JSON.stringify(text));
    expect(error.expected).toMatch(
      /CIDR.*loopback, linklocal, uniquelocal, private, cgnat, any, unix|a prefix length from 0 to/,
    );
    expect(error.remedy).toMatch(
      /Write it as 10\.0\.0\.0\/8 or fd00::\/8|Write one number from 0 to|for the single address|Write "10\.0\.0\.0\/8"|Write "loopback"|Write "fe80::1". A zone/,
    );
  });

  it.each([...RANGE_NAMES.keys(), "any", "unix"])(
    "the name %s in another spelling: the remedy says the name",
    (name) => {
      expect(refused(` ${name.toUpperCase()}`).remedy).toBe(`Write "${name}".`);
    },
  );

  it("ipaddr.js would read three of these, which is why the strict grammar is ours", () => {
    expect(ipaddr.parse("10.5").toString()).toBe("10.0.0.5");
    expect(ipaddr.parse("0x0a000005").toString()).toBe("10.0.0.5");
    expect(ipaddr.parse("010.0.0.1").toString()).toBe("8.0.0.1");
  });
});

it("`private` is `uniquelocal` by another name, without carrier-grade NAT", () => {
  expect(RANGE_NAMES.get("private")).toEqual(RANGE_NAMES.get("uniquelocal"));
  expect(RANGE_NAMES.get("private")).not.toContain("100.64.0.0/10");
});

it.each([...RANGE_NAMES])("every range of %s is one", (_name, ranges) => {
  expect(ranges.length).toBeGreaterThan(0);
  for (const range of ranges) expect(parsePrefix(range).bits).toBeGreaterThan(0);
});

it.each([
  [
    "10.0.0.0/33",
    "a prefix length from 0 to 32",
    "Write one number from 0 to 32 behind the slash.",
  ],
  ["::/129", "a prefix length from 0 to 128", "Write one number from 0 to 128 behind the slash."],
  ["10.0.0.0/8/8", "a prefix length from 0 to 32", 'Write "10.0.0.0/8".'],
  ["10.0.0.0/8/16", "a prefix length from 0 to 32", "Write one number from 0 to 32"],
  ["10.0.0.0/+8", "a prefix length from 0 to 32", 'Write "10.0.0.0/8".'],
  ["10.0.0.0/\uff18", "a prefix length from 0 to 32", 'Write "10.0.0.0/8".'],
  ["10.0.0.0/0.255.255.255", "a prefix length from 0 to 32", 'Write "10.0.0.0/8".'],
  ["10.0.0.0/0.0.0.0", "a prefix length from 0 to 32", "Write one number from 0 to 32"],
  ["::ffff:10.0.0.0/8", "from 96 to 128", 'Write "10.0.0.0/8".'],
  ["::ffff:0:0/95", "from 96 to 128", "Write the range as IPv4, such as 10.0.0.0/8."],
  [
    "10.0.0.0/8:80",
    "a prefix length from 0 to 32",
    "Write one number from 0 to 32 behind the slash.",
  ],
  [
    "::1/64:80",
    "a prefix length from 0 to 128",
    "Write one number from 0 to 128 behind the slash.",
  ],
  [
    "::/ffff::",
    "a prefix length from 0 to 128",
    "Write one number from 0 to 128 behind the slash.",
  ],
  [
    "10.0.0.0/ff::",
    "a prefix length from 0 to 32",
    "Write one number from 0 to 32 behind the slash.",
  ],
  ["10.0.0.1/032", "a prefix length from 0 to 32", 'Write "10.0.0.1/32".'],
  ["10.0.0.0/255.0.0.0", "a prefix length from 0 to 32", 'Write "10.0.0.0/8".'],
  [
    "10.0.0.0/255.0.255.0",
    "a prefix length from 0 to 32",
    "Write one number from 0 to 32 behind the slash.",
  ],
  [
    "10.0.0.0/8.0.0.0",
    "a prefix length from 0 to 32",
    "Write one number from 0 to 32 behind the slash.",
  ],
  ["fe80::1%eth0", "an IP address", 'Write "fe80::1". A zone names a link of one machine'],
  ["%eth0", "an IP address", "no port, no zone"],
  ["edge%eth0", "an IP address", "no port, no zone"],
  ["fe80::1%a%b", "an IP address", 'Write "fe80::1".'],
  ["localhost", "an IP address", 'Write "loopback".'],
  ["proxy.internal", "an IP address", "Host names are not looked up"],
  ["a", "an IP address", "Host names are not looked up"],
  ["10.0.0.0/8, loopback", "an IP address", "Write several as an array"],
])("the error for %s says %s and %s", (text, expected, remedy) => {
  const error = refused(text);
  expect(error.expected).toContain(expected);
  expect(error.remedy).toContain(remedy);
});
