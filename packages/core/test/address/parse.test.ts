import { isIP } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import {
  formatAddress,
  parseAddress,
  parseAddressColonPort,
  parseEndpoint,
} from "../../src/address/parse.ts";
import { addressText, wildText } from "../support/arbitraries.ts";
import { canonicalByUrl, readBy } from "../support/address-text.ts";

describe("strict-address: an address as text", () => {
  it("is read to its value and written canonically, whichever way it was spelled", () => {
    fc.assert(
      fc.property(addressText, (text) => {
        expect(readBy(parseAddress, text)).toBe(canonicalByUrl(text));
      }),
      { numRuns: 500 },
    );
  });

  it("survives being written and read again", () => {
    fc.assert(
      fc.property(addressText, (text) => {
        const [one, two] = [new Address(), new Address()];
        expect(parseAddress(text, 0, text.length, one)).toBe(true);
        const written = formatAddress(one);
        expect(parseAddress(written, 0, written.length, two)).toBe(true);
        expect(two.equals(one)).toBe(true);
        expect(formatAddress(two)).toBe(written);
        expect(two.canonical).toBe(true);
      }),
    );
  });

  it("is called canonical exactly where it is written as it was read", () => {
    fc.assert(
      fc.property(addressText, (text) => {
        const into = new Address();
        parseAddress(text, 0, text.length, into);
        expect(into.canonical).toBe(formatAddress(into) === text);
      }),
      { numRuns: 500 },
    );
  });

  it("is what net.isIP calls one, but for the differences named below", () => {
    fc.assert(
      fc.property(wildText, (text) => {
        const into = new Address();
        const found = parseAddress(text, 0, text.length, into);
        expect(found).toBe(isIP(text) !== 0 && !text.includes("%"));
        expect(into.family !== 0).toBe(found);
      }),
      { numRuns: 1000 },
    );
  });

  it("is read from the middle of a text as it is by itself", () => {
    fc.assert(
      fc.property(wildText, wildText, wildText, (before, text, after) => {
        const [alone, within] = [new Address(), new Address()];
        const whole = before + text + after;
        const end = before.length + text.length;
        for (const parse of [parseAddress, parseEndpoint, parseAddressColonPort]) {
          expect(parse(whole, before.length, end, within)).toBe(parse(text, 0, text.length, alone));
          expect(within.port).toBe(alone.port);
          expect(within.canonical || within.family === 0).toBe(
            alone.canonical || alone.family === 0,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it("leaves nothing behind in the register when the text is no address", () => {
    fc.assert(
      fc.property(wildText, addressText, (text, before) => {
        for (const parse of [parseAddress, parseEndpoint, parseAddressColonPort]) {
          const into = new Address();
          parseAddressColonPort(`${before}:80`, 0, before.length + 3, into);
          const found = parse(text, 0, text.length, into);
          expect([found, into.family !== 0, !found && into.port !== -1]).toEqual([
            found,
            found,
            false,
          ]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("never takes a port from the text that was read before", () => {
    const into = new Address();
    parseEndpoint("1.2.3.4:5", 0, 9, into);
    expect(into.port).toBe(5);
    parseAddress("1.2.3.4", 0, 7, into);
    expect(into.port).toBe(-1);
    parseEndpoint("1.2.3.4:5", 0, 9, into);
    parseEndpoint("[::1]", 0, 5, into);
    expect(into.port).toBe(-1);
  });
});

describe("where net.isIP answers otherwise", () => {
  it.each([
    ["fe80::1%eth0", "a zone means something on one machine only", 6],
    ["fe80::1%1", "a zone, as Windows writes it", 6],
    ["::ffff:1.2.3.4%lo", "a zone behind dotted decimal", 6],
  ])("%s is an address to net.isIP, and none to us: %s", (text, _why, family) => {
    expect(isIP(text)).toBe(family);
    expect(readBy(parseAddress, text)).toBeUndefined();
  });

  it("IPv4-mapped IPv6 is IPv6 to net.isIP, and IPv4 to us", () => {
    const into = new Address();
    expect(isIP("::ffff:192.0.2.1")).toBe(6);
    expect(parseAddress("::ffff:192.0.2.1", 0, 16, into)).toBe(true);
    expect(into.family).toBe(4);
  });
});

describe("canonical-text: RFC 5952", () => {
  it.each([
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "4.2.3: the first of two equal runs"],
    ["2001:0db8::0001", "2001:db8::1", "4.1: no leading zeros"],
    ["2001:db8:0:0:0:0:2:1", "2001:db8::2:1", "4.2.1: shortened as much as possible"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "4.2.2: one zero group is not shortened"],
    ["2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "4.2.2: even if it was"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1", "4.2.3: the longest run"],
    ["2001:DB8::ABCD", "2001:db8::abcd", "4.3: lower case"],
    ["0:0:0:0:0:0:0:0", "::", "everything is one run"],
    ["::1", "::1", "a run at the beginning"],
    ["fe80:0:0:0:0:0:0:0", "fe80::", "a run at the end"],
    ["0:0:1:2:3:4:0:0", "::1:2:3:4:0:0", "equal runs at both ends"],
    ["1:0:0:2:3:0:0:0", "1:0:0:2:3::", "a longer run behind a shorter one"],
    ["0:1:0:1:0:1:0:1", "0:1:0:1:0:1:0:1", "single zeros only"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", "`::` for one group is read, not written"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", "also at the beginning"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221", "NAT64 is not folded"],
    ["::ffff:0:192.0.2.33", "::ffff:0:c000:221", "IPv4-translated is not folded"],
    ["::192.0.2.33", "::c000:221", "IPv4-compatible is not folded"],
    ["::fffe:192.0.2.33", "::fffe:c000:221", "one bit beside mapped"],
    ["::1:ffff:1.2.3.4", "::1:ffff:102:304", "a group in front of mapped"],
    ["1::ffff:1.2.3.4", "1::ffff:102:304", "a far group in front of mapped"],
    ["0:0:1::ffff:1.2.3.4", "::1:0:0:ffff:102:304", "a group between in front of mapped"],
    ["::ffff:192.0.2.33", "192.0.2.33", "mapped is folded"],
    ["::FFFF:c000:0221", "192.0.2.33", "mapped in hexadecimal"],
    ["0:0:0:0:0:ffff:255.255.255.255", "255.255.255.255", "mapped at full length"],
  ])("%s is written %s (%s)", (text, written) => {
    expect(readBy(parseAddress, text)).toBe(written);
  });
});

describe("strict-address: what is no address", () => {
  it.each([
    ["", "nothing"],
    ["1.2.3", "three octets"],
    ["1.2.3.4.5", "five octets"],
    ["1.2.3.", "an empty octet"],
    ["1..2.3", "an empty octet in the middle"],
    [".1.2.3", "an empty octet at the beginning"],
    ["1.2.3.256", "an octet too large"],
    ["1.2.3.1000", "an octet too long"],
    ["01.2.3.4", "a leading zero: octal to inet_aton"],
    ["1.2.3.00", "two zeros"],
    ["0x7f.0.0.1", "hexadecimal, as inet_aton takes"],
    ["127.1", "a short form, as inet_aton takes"],
    ["2130706433", "one number, as inet_aton takes"],
    ["1.2.3.4 ", "a blank"],
    ["1.2.3.:", "the character behind 9 for an octet"],
    [":.2.3.4", "the character behind 9 first"],
    ["1.2.3.4/", "the character before 0 in an octet"],
    ["1/.2.3.4", "the character before 0 in the first octet"],
    ["1.2.3./", "the character before 0 for an octet"],
    ["\u00a01.2.3.4", "NBSP, which trim() would remove"],
    ["１.2.3.4", "a digit that is not ASCII"],
    ["1,2,3,4", "commas"],
    ["1.2.3.4:", "a colon and no port"],
    ["1.2.3.4::", "dotted decimal in front of a gap"],
    ["1:2:3:4:5:1.2.3.4:6", "dotted decimal in front of a group, as long as eight of them"],
    ["::\u007f", "the last character of which a table knows whether it is a digit"],
    ["::\u0080", "the first of which it does not"],
    [":", "one colon"],
    [":::", "three colons"],
    [":1:2:3:4:5:6:7", "one colon at the beginning"],
    ["1:2:3:4:5:6:7:", "one colon at the end"],
    ["1:2:3:4:5:6:7", "seven groups"],
    ["1:2:3:4:5:6:7:8:9", "nine groups"],
    ["1:2:3:4:5:6:7:8::", "eight groups and a gap"],
    ["::1:2:3:4:5:6:7:8", "a gap and eight groups"],
    ["1:2:3:4::5:6:7:8", "a gap of nothing"],
    ["1::2::3", "two gaps"],
    ["::1::2", "two gaps, one of them first"],
    ["::@", "the character before A"],
    ["::`", "the character before a"],
    ["::G", "the character behind F"],
    ["::/", "the character before 0"],
    ["12345::", "five digits"],
    ["::g", "a letter that is no digit"],
    ["::1.2.3", "three octets at the end"],
    ["::1.2.3.4:5", "groups behind dotted decimal"],
    ["1:2:3:4:5:6:7:1.2.3.4", "dotted decimal as the eighth group"],
    ["1:2:3:4:5:1.2.3.4", "dotted decimal as the sixth group"],
    ["::01.2.3.4", "a leading zero in dotted decimal"],
    ["::a.2.3.4", "hexadecimal in dotted decimal"],
    ["1:2:3:4:5:6::1.2.3.4", "a gap of nothing before dotted decimal"],
    ["[::1]", "brackets, which belong to an endpoint"],
    ["::1/128", "a prefix"],
  ])("%j is no address: %s", (text) => {
    expect(readBy(parseAddress, text)).toBeUndefined();
  });
});
