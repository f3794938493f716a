import { isIP } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import {
  formatAddress,
  parseAddressColonPort,
  parseBareAddress,
  parseEndpoint,
} from "../../src/address/parse.ts";
import { addressText, wildText } from "../support/arbitraries.ts";
import { canonicalByUrl, readBy } from "../support/address-text.ts";

function isMappedIPv4(text: string): boolean {
  return !text.includes("%") && canonicalByUrl(text).includes(".");
}

/** Whether it is IPv4-mapped and ends in dotted decimal: a port may follow without brackets. */
function isDottedMapped(text: string): boolean {
  return text.includes(".") && isMappedIPv4(text);
}

describe("strict-address: an address with or without a port", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1", "a bare address"],
    ["192.0.2.1:0", "192.0.2.1 port 0", "the least port"],
    ["192.0.2.1:65535", "192.0.2.1 port 65535", "the greatest port"],
    ["192.0.2.1:00080", "192.0.2.1 port 80", "five digits, leading zeros and all"],
    ["[2001:DB8::1]", "2001:db8::1", "brackets"],
    ["[2001:db8::1]:443", "2001:db8::1 port 443", "brackets and a port"],
    ["[::ffff:192.0.2.1]:443", "192.0.2.1 port 443", "mapped in brackets"],
    ["::ffff:192.0.2.1", "192.0.2.1", "mapped and bare"],
    ["::ffff:c633:6404", "198.51.100.4", "mapped, in hexadecimal"],
    ["2001:db8::7:4194", "2001:db8::7:4194", "an address, never address and port"],
    ["0:0:0:0:ffff::2:1", "::ffff:0:2:1", "one of which no beginning is mapped"],
  ])("%s is %s (%s)", (text, expected) => {
    expect(readBy(parseEndpoint, text)).toBe(expected);
  });

  it.each([
    ["::ffff:c633:6404:41940", "a mapped one in hexadecimal, and a port of five digits"],
    ["0:0:0:0:0:ffff:c633:6404:80", "a mapped one in hexadecimal, written out, and a port"],
    ["::ffff:c633:6404:80", "an address that is also a mapped one in hexadecimal and a port"],
    ["::ffff:0:0:0", "the shortest of that kind"],
    ["64:ff9b::192.0.2.1:80", "a port behind dotted IPv6 that is not mapped"],
    ["::ffff:192.0.2.1:65536", "a port too large behind a mapped one"],
    ["::ffff:192.0.2.1:80:80", "two ports"],
    ["192.0.2.1:65536", "a port too large"],
    ["192.0.2.1:100000", "a port too long"],
    ["192.0.2.1:000080", "six digits"],
    ["192.0.2.1:", "no port"],
    ["192.0.2.1:8x", "a port that is no number"],
    ["192.0.2.1:-1", "a negative port"],
    ["192.0.2.1:8/", "the character before 0"],
    ["192.0.2.1:8:", "the character behind 9"],
    ["192.0.2.1 :80", "a blank"],
    ["[192.0.2.1]", "IPv4 in brackets"],
    ["[192.0.2.1]:80", "IPv4 in brackets with a port"],
    ["[2001:db8::1", "no closing bracket"],
    ["[2001:db8::1 :80", "a blank for the closing bracket"],
    ["[2001:db8::1x:80", "a letter for it"],
    ["[2001:db8::12:80", "a digit for it"],
    ["2001:db8::1]", "no opening bracket"],
    ["[2001:db8::1]80", "no colon before the port"],
    ["[2001:db8::1]:", "no port behind brackets"],
    ["[2001:db8::1]:80]", "two closing brackets"],
    ["[]", "nothing in brackets"],
    ["[", "an opening bracket alone"],
    ["[::1%eth0]", "a zone"],
    ["", "nothing"],
  ])("%j is no address with a port: %s", (text) => {
    expect(readBy(parseEndpoint, text)).toBeUndefined();
  });

  it("is read up to the end that is given, whatever stands behind", () => {
    const into = new Address();
    expect(parseEndpoint("[::1], [::2]", 0, 4, into)).toBe(false);
    expect(parseEndpoint("[::1]:80, 1", 0, 5, into)).toBe(true);
    expect(into.port).toBe(-1);
    expect(parseEndpoint("1.2.3.45", 0, 7, into)).toBe(true);
    expect(formatAddress(into)).toBe("1.2.3.4");
    expect(parseEndpoint("[::1]", 0, 0, into)).toBe(false);
  });

  it("is an address with or without port and brackets, and nothing else", () => {
    fc.assert(
      fc.property(wildText, (text) => {
        const port = /^(.*):(\d{1,5})$/s.exec(text);
        const bracket = /^\[(.*)\]$/s.exec(port?.[1] ?? text)?.[1] ?? "";
        const isMapped = isIP(port?.[1] ?? "") === 6 && isDottedMapped(port?.[1] ?? "");
        const [host, shape] = isIP(text)
          ? [text, true]
          : [port?.[1] ?? text, isIP(port?.[1] ?? "") === 4 || isMapped || isIP(bracket) === 6];
        const expected = shape && !host.includes("%") && Number(port?.[2] ?? 0) <= 65_535;
        // "::ffff:c633:6404:80" is an address, and also a mapped one with a port.
        const hasTwoReadings = isIP(port?.[1] ?? "") === 6 && isMappedIPv4(port?.[1] ?? "");
        expect(readBy(parseEndpoint, text) !== undefined).toBe(
          isIP(text) ? !text.includes("%") && !hasTwoReadings : expected,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe("value-format: an address, a colon and a port, as in CloudFront-Viewer-Address", () => {
  it.each([
    ["198.51.100.10:46532", "198.51.100.10 port 46532", "as its documentation shows"],
    ["2001:db8::7:4194", "2001:db8::7 port 4194", "IPv6 without brackets"],
    ["[2001:db8::7]:4194", "2001:db8::7 port 4194", "IPv6 with brackets"],
    ["::1:2", "::1 port 2", "a short one"],
    [":::2", ":: port 2", "the shortest there is"],
    ["::ffff:192.0.2.1:80", "192.0.2.1 port 80", "mapped"],
  ])("%s is %s (%s)", (text, expected) => {
    expect(readBy(parseAddressColonPort, text)).toBe(expected);
  });

  it.each([
    ["192.0.2.1", "no port"],
    ["::1", "all of it would be the port"],
    ["[2001:db8::7]", "brackets without a port"],
    ["[2001:db8::7:80", "one bracket"],
    ["2001:db8::7]:80", "the other bracket"],
    ["[192.0.2.1]:80", "IPv4 in brackets"],
    ["[2001:db8::7]:80:90", "two ports"],
    ["192.0.2.1:80:90", "two ports beside IPv4"],
    [":80", "no address"],
    ["192.0.2.1:", "an empty port"],
    ["192.0.2.1:80000", "a port too large"],
    ["2001:db8::7:ffff", "a group that is no port"],
    ["", "nothing"],
    [":", "a colon"],
  ])("%j is no address with a port: %s", (text) => {
    expect(readBy(parseAddressColonPort, text)).toBeUndefined();
  });

  it("is read up to the end that is given, whatever stands behind", () => {
    const into = new Address();
    for (const behind of [":9", "9", ".9", "]:9"]) {
      expect(parseAddressColonPort(`1.2.3.4:80${behind}`, 0, 10, into)).toBe(true);
      expect([formatAddress(into), into.port]).toEqual(["1.2.3.4", 80]);
    }
  });

  it("is read back as it was written", () => {
    fc.assert(
      fc.property(addressText, fc.integer({ min: 0, max: 65_535 }), (text, port) => {
        expect(readBy(parseAddressColonPort, `${text}:${port}`)).toBe(
          `${canonicalByUrl(text)} port ${port}`,
        );
      }),
    );
  });
});

describe("one-reading: an IPv4-mapped address and a port without brackets", () => {
  it.each([
    ["::ffff:192.0.2.1:12345", "192.0.2.1 port 12345", "mapped, with a port"],
    ["0:0:0:0:0:FFFF:192.0.2.1:1", "192.0.2.1 port 1", "written out"],
    ["[::ffff:c633:6404]:4194", "198.51.100.4 port 4194", "in brackets"],
    ["[::ffff:c633:6404:4194]", "::ffff:c633:6404:4194", "an address in brackets"],
    ["::ffff:c633:6404:beef", "::ffff:c633:6404:beef", "that is no port"],
    ["0:0:0:0:ffff:c633:6404:4194", "::ffff:c633:6404:4194", "eight groups"],
    ["::fffe:c633:6404:4194", "::fffe:c633:6404:4194", "not mapped"],
    ["::ffff:0:4194", "0.0.65.148", "mapped, and its last group"],
  ])("one-reading: %s is %s (%s)", (text, expected) => {
    expect(readBy(parseEndpoint, text)).toBe(expected);
  });

  it.each([
    ["::ffff:c633:6404:4194", "an address, or a mapped one and a port"],
    ["::FFFF:C633:6404:80", "in capitals"],
    ["0::ffff:0:1:80", "with a zero in front"],
    ["0:0:0::ffff:c633:6404:1", "partly written out"],
  ])("one-reading: %s is malformed, also as a bare address: %s", (text) => {
    expect(readBy(parseEndpoint, text)).toBeUndefined();
    expect(readBy(parseBareAddress, text)).toBeUndefined();
  });
});
