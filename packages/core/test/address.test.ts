import { isIP } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Address } from "../src/address/address.ts";
import {
  formatAddress,
  parseAddress,
  parseAddressColonPort,
  parseEndpoint,
} from "../src/address/parse.ts";
import { addressText, ipv4Text, ipv6Groups, ipv6Text, wildText } from "./arbitraries.ts";

type Parse = typeof parseAddress;

/** What a parser makes of a whole text: canonical text, with the port where there is one. */
function read(parse: Parse, text: string): string | undefined {
  const into = new Address();
  if (!parse(text, 0, text.length, into)) return into.family === 0 ? undefined : "left behind";
  return into.port < 0 ? formatAddress(into) : `${formatAddress(into)} port ${into.port}`;
}

/** IPv6 by the URL Standard's serializer (url.spec.whatwg.org, 3.5), IPv4 as it is, mapped folded. */
function canonicalByUrl(text: string): string {
  if (!text.includes(":")) return text;
  const plain = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain);
  if (mapped === null) return plain;
  const words = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return words.flatMap((word) => [word >>> 8, word & 255]).join(".");
}

describe("an address", () => {
  it("is read to its value and written canonically, whichever way it was spelled", () => {
    fc.assert(
      fc.property(addressText, (text) => {
        expect(read(parseAddress, text)).toBe(canonicalByUrl(text));
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

  it("that is none leaves nothing behind in the register", () => {
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

/** All that a register says of an address. */
function all({ family, a, b, c, d, port, canonical }: Address): unknown {
  return { family, a, b, c, d, port, canonical };
}

describe("a register", () => {
  const spelled = [
    ["2001:db8:1:2:3:4:5:6", "every word"],
    ["192.0.2.1:80", "a port"],
    ["192.0.2.1", "none"],
    ["[2001:db8::1]:80", "a port behind a bracket"],
    ["[2001:db8::1]", "none"],
    ["::ffff:192.0.2.1", "IPv4-mapped, of one word"],
    ["::ffff:c000:201", "the same in hexadecimal"],
  ];

  it.each(spelled)("that reads %s keeps nothing of what it held before (%s)", (text) => {
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

describe("where net.isIP answers otherwise", () => {
  test.each([
    ["fe80::1%eth0", "a zone means something on one machine only", 6],
    ["fe80::1%1", "a zone, as Windows writes it", 6],
    ["::ffff:1.2.3.4%lo", "a zone behind dotted decimal", 6],
  ])("%s is an address to it, and none to us: %s", (text, _why, family) => {
    expect(isIP(text)).toBe(family);
    expect(read(parseAddress, text)).toBeUndefined();
  });

  test("IPv4-mapped IPv6 is family 6 to it, and IPv4 to us", () => {
    const into = new Address();
    expect(isIP("::ffff:192.0.2.1")).toBe(6);
    expect(parseAddress("::ffff:192.0.2.1", 0, 16, into)).toBe(true);
    expect(into.family).toBe(4);
  });
});

describe("RFC 5952", () => {
  test.each([
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
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221", "NAT64 is not folded (rule 5)"],
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
    expect(read(parseAddress, text)).toBe(written);
  });
});

describe("no address", () => {
  test.each([
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
  ])("%j: %s", (text) => {
    expect(read(parseAddress, text)).toBeUndefined();
  });
});

describe("an endpoint", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1", "a bare address"],
    ["192.0.2.1:0", "192.0.2.1 port 0", "the least port"],
    ["192.0.2.1:65535", "192.0.2.1 port 65535", "the greatest port"],
    ["192.0.2.1:00080", "192.0.2.1 port 80", "five digits, leading zeros and all"],
    ["[2001:DB8::1]", "2001:db8::1", "brackets"],
    ["[2001:db8::1]:443", "2001:db8::1 port 443", "brackets and a port"],
    ["[::ffff:192.0.2.1]:443", "192.0.2.1 port 443", "mapped in brackets"],
    ["::ffff:192.0.2.1", "192.0.2.1", "mapped and bare"],
    ["2001:db8::7:4194", "2001:db8::7:4194", "an address, never address and port (rule 4)"],
  ])("%s is %s (%s)", (text, expected) => {
    expect(read(parseEndpoint, text)).toBe(expected);
  });

  test.each([
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
  ])("%j is none: %s", (text) => {
    expect(read(parseEndpoint, text)).toBeUndefined();
  });

  test("ends where it is said to end, whatever stands behind", () => {
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
        const [host, shape] = isIP(text)
          ? [text, true]
          : [port?.[1] ?? text, isIP(port?.[1] ?? "") === 4 || isIP(bracket) === 6];
        const expected = shape && !host.includes("%") && Number(port?.[2] ?? 0) <= 65_535;
        expect(read(parseEndpoint, text) !== undefined).toBe(
          isIP(text) ? !text.includes("%") : expected,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe("an address with a colon and a port (CloudFront-Viewer-Address)", () => {
  test.each([
    ["198.51.100.10:46532", "198.51.100.10 port 46532", "as its documentation shows"],
    ["2001:db8::7:4194", "2001:db8::7 port 4194", "IPv6 without brackets"],
    ["[2001:db8::7]:4194", "2001:db8::7 port 4194", "IPv6 with brackets"],
    ["::1:2", "::1 port 2", "a short one"],
    [":::2", ":: port 2", "the shortest there is"],
    ["::ffff:192.0.2.1:80", "192.0.2.1 port 80", "mapped"],
  ])("%s is %s (%s)", (text, expected) => {
    expect(read(parseAddressColonPort, text)).toBe(expected);
  });

  test.each([
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
  ])("%j is none: %s", (text) => {
    expect(read(parseAddressColonPort, text)).toBeUndefined();
  });

  it("ends where it is said to end, whatever stands behind", () => {
    const into = new Address();
    for (const behind of [":9", "9", ".9", "]:9"]) {
      expect(parseAddressColonPort(`1.2.3.4:80${behind}`, 0, 10, into)).toBe(true);
      expect([formatAddress(into), into.port]).toEqual(["1.2.3.4", 80]);
    }
  });

  it("reads back what is written so", () => {
    fc.assert(
      fc.property(addressText, fc.integer({ min: 0, max: 65_535 }), (text, port) => {
        expect(read(parseAddressColonPort, `${text}:${port}`)).toBe(
          `${canonicalByUrl(text)} port ${port}`,
        );
      }),
    );
  });
});

describe("a register", () => {
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

describe("two registers", () => {
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

  it("are equal after a copy, port and all", () => {
    fc.assert(
      fc.property(ipv6Text, (text) => {
        const [one, two] = [new Address(), new Address()];
        for (const [written, end] of [
          [`[${text}]:7`, text.length + 4],
          [text, text.length],
        ] as const) {
          parseEndpoint(written, 0, end, one);
          two.copy(one);
          expect(two).toEqual(one);
          expect(two.equals(one)).toBe(true);
        }
      }),
    );
  });
});
