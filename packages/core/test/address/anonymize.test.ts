import * as fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { anonymize } from "../../src/index.ts";
import { ipv4Text, ipv6Text, wildText } from "../support/arbitraries.ts";

/** The network as ipaddr.js computes it. */
function network(address: string, bits: number): string {
  const parser = address.includes(":") ? ipaddr.IPv6 : ipaddr.IPv4;
  const first = parser.networkAddressFromCIDR(`${address}/${bits}`);
  return first instanceof ipaddr.IPv6 ? first.toRFC5952String() : first.toString();
}

const isIPv6 = (text: string): boolean => {
  const address = ipaddr.IPv6.parse(text);
  return !address.isIPv4MappedAddress() && address.range() !== "rfc6052";
};

describe("anonymized-network: an address for a log", () => {
  it.each([
    ["203.0.113.7", "203.0.113.0", "the last byte of IPv4 is left out"],
    ["203.0.113.255", "203.0.113.0", "every bit of it"],
    ["127.0.0.1", "127.0.0.0", "whatever the network"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::", "of IPv6 three groups stay"],
    ["2001:DB8:0001::7", "2001:db8:1::", "in canonical text"],
    ["2001:db8:1:ffff::", "2001:db8:1::", "not a bit of the fourth"],
    ["fe80::aabb:ccff:fedd:eeff", "fe80::", "a link-local one can hold a device's number"],
    ["fd12:3456:789a:1::1", "fd12:3456:789a::", "a local one too"],
    ["::1", "::", "even the loopback address"],
    ["::ffff:203.0.113.7", "203.0.113.0", "IPv4-mapped text is IPv4"],
    ["::ffff:cb00:7107", "203.0.113.0", "in each of its spellings"],
    ["64:ff9b::203.0.113.7", "203.0.113.0", "NAT64 embeds an IPv4 address"],
    ["64:ff9b::cb00:7107", "203.0.113.0", "in each of its spellings"],
    ["0.100.255.155", "0.100.255.0", "IPv4 with the first bits of NAT64's is IPv4"],
    ["64:ff9b:0:1::7", "64:ff9b::", "the neighbor of NAT64's range is IPv6"],
    ["64:ff9b:1:1::203.0.113.7", "64:ff9b:1::", "NAT64 of one network: its form is not known"],
    ["203.0.113.7:4711", "203.0.113.0", "a port is left out"],
    ["[2001:db8:1:2::7]:4711", "2001:db8:1::", "brackets too"],
    ["[2001:db8:1:2::7]", "2001:db8:1::", "also without a port"],
    ["fe80::7%eth0", "fe80::", "and a zone"],
    ["fe80::7%", "fe80::", "also an empty one"],
    ["fe80::7%a%b", "fe80::", "whatever it holds"],
    ["[fe80::7%25eth0]:4711", "fe80::", "in brackets"],
    ["::ffff:203.0.113.7%2", "203.0.113.0", "as a socket may show it"],
  ])("anonymized-network: %s is %s: %s", (given, anonymous) => {
    expect(anonymize(given)).toBe(anonymous);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a number", 203],
    ["an object", { ip: "203.0.113.7" }],
    ["an empty text", ""],
    ["a word", "unknown"],
    ["a unix socket", "unix"],
    ["a list", "203.0.113.7, 10.0.0.1"],
    ["a prefix", "203.0.113.7/24"],
    ["a text with blanks", " 203.0.113.7"],
    ["leading zeros", "203.0.113.007"],
    ["a number for an address", "3405803783"],
    ["IPv4 with a zone", "203.0.113.7%eth0"],
    ["a zone without an address", "%eth0"],
    ["two readings", "::ffff:c633:6404:4194"],
    ["a port that is too large", "203.0.113.7:65536"],
  ])("anonymized-network: what is no address has none: %s", (_what, given) => {
    expect(anonymize(given as string)).toBeUndefined();
  });

  it("anonymized-network: as many bits stay as are asked for", () => {
    expect(anonymize("203.0.113.255", { ipv4: 25 })).toBe("203.0.113.128");
    expect(anonymize("203.0.113.255", { ipv4: 0 })).toBe("0.0.0.0");
    expect(anonymize("203.0.113.255", { ipv4: 32 })).toBe("203.0.113.255");
    expect(anonymize("2001:db8:ffff:ffff::1", { ipv6: 0 })).toBe("::");
    expect(anonymize("2001:db8:ffff:ffff::1", { ipv6: 33 })).toBe("2001:db8:8000::");
    expect(anonymize("2001:db8:ffff:ffff::1", { ipv6: 128 })).toBe("2001:db8:ffff:ffff::1");
    expect(anonymize("64:ff9b::203.0.113.7", { ipv4: 8, ipv6: 128 })).toBe("203.0.0.0");
  });

  it("anonymized-network: of each length, it is the network of another library", () => {
    const ones = `2001:${Array.from({ length: 7 }).fill("ffff").join(":")}`;
    for (let ipv6 = 0; ipv6 <= 128; ipv6++) {
      expect(anonymize(ones, { ipv6 })).toBe(network(ones, ipv6));
    }
  });

  it("anonymized-network: equals the network of another library", () => {
    fc.assert(
      fc.property(ipv4Text, fc.integer({ min: 0, max: 32 }), (ip, ipv4) => {
        expect(anonymize(ip, { ipv4 })).toBe(network(ip, ipv4));
      }),
    );
    fc.assert(
      fc.property(ipv6Text.filter(isIPv6), fc.integer({ min: 0, max: 128 }), (ip, ipv6) => {
        expect(anonymize(ip, { ipv6 })).toBe(network(ip, ipv6));
      }),
    );
  });

  it("anonymized-network: is an address or nothing, and stays the same", () => {
    fc.assert(
      fc.property(wildText, (text) => {
        const once = anonymize(text);
        expect(anonymize(once)).toBe(once);
        expect(once === undefined || ipaddr.isValid(once)).toBe(true);
      }),
    );
  });

  it.each([
    [{ ipv4: 33 }, "ipv4"],
    [{ ipv4: -1 }, "ipv4"],
    [{ ipv4: 23.5 }, "ipv4"],
    [{ ipv4: "24" }, "ipv4"],
    [{ ipv6: 129 }, "ipv6"],
    [{ ipv6: -1 }, "ipv6"],
    [{ ipv6: Number.NaN }, "ipv6"],
    [{ ipv6: null }, "ipv6"],
  ])("anonymized-network: a length out of range is refused: %j", (options, field) => {
    const call = (): unknown => anonymize("203.0.113.7", options as object);
    expect(call).toThrow(`[bad-field] given ${field}: `);
  });

  it("anonymized-network: options that are null are refused", () => {
    const refused = "[config-type] given null in place of options";
    expect(() => anonymize("203.0.113.7", null as never)).toThrow(refused);
  });

  it("anonymized-network: can be given to map, which passes an index", () => {
    const ips = ["203.0.113.7", "2001:db8::7"];
    expect(ips.map(anonymize as (ip: string) => unknown)).toEqual(["203.0.113.0", "2001:db8::"]);
  });
});
