import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import { formatAddress, parseAddress, parseEndpoint } from "../../src/address/parse.ts";
import { ipv4Text, ipv6Groups, ipv6Text } from "../support/arbitraries.ts";

/** All that a register says of an address. */
function all({ family, a, b, c, d, port, canonical }: Address): unknown {
  return { family, a, b, c, d, port, canonical };
}

describe("an address register", () => {
  const spelled = [
    ["2001:db8:1:2:3:4:5:6", "every word"],
    ["192.0.2.1:80", "a port"],
    ["192.0.2.1", "none"],
    ["[2001:db8::1]:80", "a port behind a bracket"],
    ["[2001:db8::1]", "none"],
    ["::ffff:192.0.2.1", "IPv4-mapped, of one word"],
    ["::ffff:c000:201", "the same in hexadecimal"],
  ];

  it.each(spelled)("keeps nothing of what it held before it reads %s (%s)", (text) => {
    const fresh = new Address();
    parseEndpoint(text, 0, text.length, fresh);
    for (const [before = ""] of spelled) {
      const used = new Address();
      parseEndpoint(before, 0, before.length, used);
      parseEndpoint(text, 0, text.length, used);
      expect([before, all(used)]).toEqual([before, all(fresh)]);
    }
  });
});

describe("an address register", () => {
  it("holds nothing before anything was read", () => {
    const { family, port, canonical } = new Address();
    expect({ family, port, canonical }).toEqual({ family: 0, port: -1, canonical: false });
  });

  it("knows of each reading anew whether the text was canonical", () => {
    const into = new Address();
    const canonical = ["1.2.3.4", "1.2.3.4:5", "1.2.3.4", "[::1]", "::1", "::ffff:1.2.3.4"].map(
      (text) => parseEndpoint(text, 0, text.length, into) && into.canonical,
    );
    expect(canonical).toEqual([true, false, true, false, true, false]);
  });

  it.each([
    ["::1", true, "as RFC 5952 writes it"],
    ["::01", false, "one leading zero"],
    ["::001", false, "two leading zeros"],
    ["::0", false, "a zero beside the gap"],
    ["1::0:3:4:5:6:7", false, "a gap that leaves a zero of the run"],
    ["::0:3:4:5:6:7:8", false, "a gap at the beginning that does"],
    ["1:0:0:4:5:6:7:8", false, "no gap where there should be one"],
    ["1::3:4:5:6:7:8", false, "a gap for one group"],
    ["1:0:3:4:5:6:7:8", true, "one zero group"],
    ["0:0:3:4:5:6:7:8", false, "no gap at the beginning where there should be one"],
    ["1:0:0:4::7:8", false, "the gap at the second of two equal runs"],
    ["1::4:0:0:7:8", true, "the gap at the first of them"],
    ["::A", false, "upper case"],
    ["::ffff:102:304", false, "mapped, in hexadecimal"],
    ["::ffff:0:0", false, "mapped zero"],
  ])("calls %s canonical: %s (%s)", (text, expected) => {
    const into = new Address();
    parseAddress(text, 0, text.length, into);
    expect(into.canonical).toBe(expected);
    expect(formatAddress(into) === text).toBe(expected);
  });

  it("looks at nothing outside of the text that it is to read", () => {
    const into = new Address();
    expect(parseAddress("x::", 1, 2, into)).toBe(false);
    expect(parseAddress("x::", 1, 1, into)).toBe(false);
    expect(parseAddress("::8.", 0, 3, into)).toBe(true);
    expect(parseAddress("1:2:3:4:5:6:7:8.", 0, 15, into)).toBe(true);
    expect(parseAddress("1.2.3.4", 0, 6, into)).toBe(false);
    expect(parseAddress("1.2.3.4.5", 0, 7, into)).toBe(true);
    expect(parseEndpoint("1.2.3.4:5", 0, 6, into)).toBe(false);
  });
});

describe("two address registers", () => {
  it("are equal when they hold the same address, whatever the port", () => {
    const [one, two] = [new Address(), new Address()];
    parseEndpoint("192.0.2.1:80", 0, 12, one);
    parseEndpoint("::ffff:192.0.2.1", 0, 16, two);
    expect(one.equals(two)).toBe(true);
  });

  it("differ when any one word or the family does", () => {
    fc.assert(
      fc.property(ipv6Groups, fc.nat(7), ipv4Text, (groups, at, ipv4) => {
        const [one, two] = [new Address(), new Address()];
        const text = groups.map((group) => group.toString(16)).join(":");
        const changed = groups.with(at, (groups[at] ?? 0) ^ 1);
        const other = changed.map((group) => group.toString(16)).join(":");
        parseAddress(text, 0, text.length, one);
        parseAddress(other, 0, other.length, two);
        expect(one.equals(two)).toBe(false);
        parseAddress(ipv4, 0, ipv4.length, one);
        const [high, low] = [one.a >>> 16, one.a & 0xffff].map((word) => word.toString(16));
        for (const alike of [`::${ipv4}`, `${high}:${low}::`]) {
          parseAddress(alike, 0, alike.length, two);
          expect(one.equals(two)).toBe(false);
        }
      }),
    );
  });

  it("are equal after a copy, which takes neither the port nor the text", () => {
    fc.assert(
      fc.property(ipv6Text, (text) => {
        const [one, two] = [new Address(), new Address()];
        for (const [written, end] of [
          [`[${text}]:7`, text.length + 4],
          [text, text.length],
        ] as const) {
          parseEndpoint(written, 0, end, one);
          two.copy(one);
          expect(two.equals(one)).toBe(true);
          expect(two).toMatchObject({ port: -1, text: "" });
        }
      }),
    );
  });
});
