import { describe, expect, it } from "vitest";
import { isSidecar } from "../../src/address/special.ts";
import { Address } from "../../src/address/address.ts";
import { parseAddress } from "../../src/address/parse.ts";
import { LiveAddresses } from "../../src/address/live-addresses.ts";
import { parseAddressSet } from "../../src/address/parse-address-set.ts";

function addressOf(text: string): Address {
  const address = new Address();
  if (!parseAddress(text, 0, text.length, address)) throw new Error(`no address: ${text}`);
  return address;
}

describe("names of ranges", () => {
  it.each([
    ["loopback", ["127.0.0.1", "127.255.255.255", "::1"], ["128.0.0.0", "126.255.255.255", "::2"]],
    ["linklocal", ["169.254.0.0", "fe80::1", "febf::1"], ["169.255.0.0", "fec0::1"]],
    [
      "private",
      ["10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.1", "fc00::1", "fdff::1"],
      ["11.0.0.0", "172.32.0.0", "172.15.255.255", "192.169.0.0", "fe00::1", "100.64.0.1"],
    ],
    ["uniquelocal", ["10.0.0.0", "172.20.0.0", "192.168.255.255", "fd00::1"], ["100.64.0.1"]],
    ["cgnat", ["100.64.0.0", "100.127.255.255"], ["100.63.255.255", "100.128.0.0", "10.0.0.1"]],
    ["any", ["0.0.0.0", "255.255.255.255", "::", "2001:db8::1"], []],
  ])("the name %s holds its ranges and no neighbors", (name, held, others) => {
    const set = parseAddressSet(name);
    expect(held.filter((text) => !set.matches(addressOf(text)))).toEqual([]);
    expect(others.filter((text) => set.matches(addressOf(text)))).toEqual([]);
  });

  it("families-apart: ::/0 holds no IPv4, 0.0.0.0/0 no IPv6", () => {
    expect(parseAddressSet("::/0").matches(addressOf("192.0.2.1"))).toBe(false);
    expect(parseAddressSet("::/0").matches(addressOf("::ffff:192.0.2.1"))).toBe(false);
    expect(parseAddressSet("0.0.0.0/0").matches(addressOf("2001:db8::1"))).toBe(false);
    expect(parseAddressSet("0.0.0.0/0").matches(addressOf("::ffff:192.0.2.1"))).toBe(true);
  });

  it("any-is-no-unix-socket: `any` matches each address, but names no hop", () => {
    const set = parseAddressSet("any");
    expect(set.matches(addressOf("192.0.2.1"))).toBe(true);
    expect(set.matchesExplicitly(addressOf("192.0.2.1"))).toBe(false);
    const both = parseAddressSet(["any", "10.0.0.0/8"]);
    expect(both.matchesExplicitly(addressOf("10.0.0.1"))).toBe(true);
  });

  it.each([
    ["any", false],
    ["0.0.0.0/0", false],
    ["::/0", false],
    ["::ffff:0:0/96", false],
    ["0.0.0.0/1", true],
    ["::/1", true],
    ["unix", true],
    ["127.0.0.6", true],
  ])("%s alone is selective: %s", (entry, isSelective) => {
    expect(parseAddressSet(entry).isSelective).toBe(isSelective);
    expect(parseAddressSet([entry, "10.0.0.1"]).isSelective).toBe(isSelective);
  });

  it("any-is-no-unix-socket: `unix` is a flag, and no address", () => {
    expect(parseAddressSet("unix").unix).toBe(true);
    expect(parseAddressSet(["10.0.0.1", "any"]).unix).toBe(false);
    expect(parseAddressSet("unix").any).toBe(false);
  });
});

describe("sidecar-by-its-literal: 127.0.0.6 and ::6", () => {
  it.each([
    ["127.0.0.6", true],
    ["::6", true],
    ["::ffff:127.0.0.6", true],
    ["127.0.0.7", false],
    ["127.0.0.5", false],
    ["::7", false],
    ["1::6", false],
    ["0:0:1::6", false],
    ["::1:0:6", false],
    ["::127.0.0.6", false],
  ])("the entry %s is the sidecar: %s", (text, expected) => {
    expect(isSidecar(addressOf(text))).toBe(expected);
  });

  it("no name, range or `any` holds the sidecar", () => {
    const set = parseAddressSet([
      "any",
      "loopback",
      "127.0.0.0/24",
      "::/120",
      "127.0.0.4/30",
      "::6/127",
    ]);
    expect(set.matches(addressOf("127.0.0.6"))).toBe(false);
    expect(set.matches(addressOf("::6"))).toBe(false);
    expect(set.matchesExplicitly(addressOf("127.0.0.6"))).toBe(false);
    expect(set.matchesExplicitly(addressOf("::6"))).toBe(false);
    expect(set.sidecar).toBe(false);
  });

  it.each([
    ["127.0.0.6", true, false],
    ["127.0.0.6/32", true, false],
    ["::ffff:127.0.0.6", true, false],
    ["::ffff:127.0.0.6/128", true, false],
    ["::6", false, true],
    ["::6/128", false, true],
    ["0:0:0:0:0:0:0:6", false, true],
  ])("the literal %s holds IPv4's: %s, and IPv6's: %s", (text, four, six) => {
    const set = parseAddressSet(text);
    expect(set.sidecar).toBe(true);
    for (const ask of ["matches", "matchesExplicitly"] as const) {
      expect(set[ask](addressOf("127.0.0.6"))).toBe(four);
      expect(set[ask](addressOf("::6"))).toBe(six);
    }
    expect(set.matches(addressOf("127.0.0.1"))).toBe(false);
    expect(set.ranges).toEqual([]);
  });

  it("a live list does not hold the sidecar", () => {
    const list = new LiveAddresses({ name: "mesh", prefixes: ["127.0.0.6", "::6"] });
    expect(parseAddressSet(list).matches(addressOf("127.0.0.6"))).toBe(false);
    expect(parseAddressSet(list).matches(addressOf("::6"))).toBe(false);
  });
});

describe("entries of an address field", () => {
  it.each<[unknown, string]>([
    [[], "no entry"],
    [[""], "empty text"],
    [[10], "a number"],
    [[null], "null"],
    [["Any"], "a name in upper case"],
    [["10.0.0.0/8", ["10.0.0.1"]], "an array in an array"],
    [[{ current: {} }], "an object that is no live list"],
    [["toString"], "a property that every object has"],
  ])("%j is refused: %s", (entries) => {
    expect(() => parseAddressSet(entries)).toThrow(/\[bad-address\]/);
  });

  it("several entries are one set", () => {
    const set = parseAddressSet(["10.0.0.1", "loopback", "2001:db8::/32", "unix"]);
    for (const text of ["10.0.0.1", "127.0.0.1", "::1", "2001:db8::9"]) {
      expect(set.matches(addressOf(text))).toBe(true);
    }
    expect(set.matches(addressOf("10.0.0.2"))).toBe(false);
    expect(set.unix).toBe(true);
    expect(set.any).toBe(false);
  });
});
