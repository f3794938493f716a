import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import { parseEndpoint } from "../../src/address/parse.ts";
import { readElement } from "../../src/headers/list-element.ts";
import { commaBefore } from "../../src/headers/scan.ts";
import { addressText, ipv4Text, ipv6Text, nearlyAddress, textOf } from "../support/arbitraries.ts";

/** All that is known of an address, or that it is none. */
function known({ family, a, b, c, d, port, canonical }: Address): unknown {
  if (family === 0) return "no address";
  return family === 4 ? { family, a, port, canonical } : { family, a, b, c, d, port, canonical };
}

const element = fc.oneof(
  { weight: 4, arbitrary: addressText },
  { weight: 4, arbitrary: nearlyAddress },
  { weight: 1, arbitrary: textOf("0123456789abfABF:.[]", 40) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
);

/** Text that counts how often a character of it is looked at. */
class Counting extends String {
  looks = 0;

  override charCodeAt(index: number): number {
    this.looks++;
    return super.charCodeAt(index);
  }
}

it("one pass from the right finds what finding the comma first, and the whole grammar, find", () => {
  const found = new Address();
  const expected = new Address();
  fc.assert(
    fc.property(textOf("1,:. \t", 4), element, textOf(" \t", 3), (left, text, right) => {
      const whole = left + text + right;
      const comma = commaBefore(whole, whole.length, 0);
      const inside = whole.slice(comma + 1).replaceAll(/^[ \t]+|[ \t]+$/g, "");
      parseEndpoint(inside, 0, inside.length, expected);
      expect(readElement(whole, 0, whole.length, found, false)).toBe(comma);
      expect(known(found)).toEqual(known(expected));
      expect(found.slice).toBe(inside);
    }),
    { numRuns: 3_000 },
  );
});

it.each([
  ["1.2.3.4,::", "an address of zeros alone"],
  ["1::", "a gap at the end"],
  ["::1", "a gap at the beginning"],
  ["1:2:3:4:5:6:7::", "a gap of one group at the end"],
  ["::2:3:4:5:6:7:8", "a gap of one group at the beginning"],
  ["1:2:3:4:5:6:7:8::", "a gap of nothing"],
  ["1:2:3:4:5:6:7:8:9", "nine groups"],
  ["1:2:3:4:5:6:7", "seven groups"],
  [":1:2:3:4:5:6:7:8", "a colon too much in front"],
  ["1:2:3:4:5:6:7:8:", "a colon too much behind"],
  ["1:::2", "three colons"],
  ["1::2::3", "two gaps"],
  ["12345::", "a group of five digits"],
  ["::00001", "a group of five digits, zeros in front"],
  ["::ffff:c633:6407", "IPv4-mapped in hexadecimal"],
  ["FD00::1", "capitals"],
  ["fd00::01", "a zero in front"],
  ["fd00::0", "a zero group that could be in the gap"],
  ["0:0:0:0:0:0:0:0", "zeros alone, none of them in a gap"],
  ["1:0:0:2::3", "the gap at the shorter run"],
  ["[2001:db8::7]", "brackets without a port"],
  ["::ffff:c633:6404:4", "two readings, one of them with a port of one digit"],
  ["1.2.3.256", "an octet too large"],
  ["1.2.3.1000", "an octet of four digits"],
  ["01.2.3.4", "a zero in front"],
  ["00.2.3.4", "two zeros"],
  ["1.2.3", "three octets"],
  ["0.1.2.3.4", "five octets"],
  ["\u0131.2.3.4", "a letter that is a digit in its low bits"],
  ["::\u0161", "a letter that is hexadecimal in its low bits"],
  ["::\u007f", "the last character of those of which it is known whether they are digits"],
  ["::\u0080", "the first one of those of which it is not"],
])("%s is read in a list as it is alone (%s)", (whole) => {
  const found = new Address();
  const expected = new Address();
  const start = commaBefore(whole, whole.length, 0) + 1;
  parseEndpoint(whole, start, whole.length, expected);
  readElement(whole, 0, whole.length, found, false);
  expect(known(found)).toEqual(known(expected));
});

it.each([
  ["203.0.113.7", true],
  ["203.0.113.7 ", true],
  ["2001:db8::7\t", true],
  ["203.0.113.7:80", false],
  ["[2001:db8::7]", false],
  ["::ffff:c633:6404:4194 ", false],
])("where no port may follow, %j is read: %s", (text, isRead) => {
  const found = new Address();
  readElement(text, 0, text.length, found, true);
  expect(found.family !== 0).toBe(isRead);
});

it("each character of a bare address is looked at once, but for the few that tell IPv6 from IPv4, and twice if a blank follows", () => {
  const found = new Address();
  const unwalked = fc.constantFrom("", ",", "no,", "1.2.3.4,", "unknown,1:2,");
  const address = fc.oneof(ipv4Text, ipv6Text);
  fc.assert(
    fc.property(
      unwalked,
      textOf(" \t", 3),
      address,
      textOf(" \t", 3),
      (left, before, text, behind) => {
        // An address that could be IPv4-mapped with a port is looked at again.
        fc.pre(!/^[0:]*ffff:/i.test(text));
        const padded = before + text + behind;
        const whole = new Counting(left + padded);
        readElement(whole as unknown as string, 0, whole.length, found, false);
        expect(found.slice).toBe(text);
        const dotted = text.includes(".") ? text.length : 4;
        const again = (text.includes(":") ? 2 * dotted : 1) + (behind === "" ? 0 : text.length + 3);
        // One of them is the comma.
        expect(whole.looks).toBeLessThanOrEqual(padded.length + 1 + again);
      },
    ),
    { numRuns: 1_000 },
  );
});

const BUDGET = 100;

it.each([
  [" ", "blanks, which are left out at both ends"],
  ["1", "digits, which IPv4 and IPv6 begin with"],
  ["1.", "dots, which IPv4 goes on with"],
  [":", "colons, which IPv6 begins with"],
  ["1:", "groups, which it goes on with"],
  ["[", "brackets"],
  ["x", "what no address has"],
])("of an element too long no more is looked at than may be, of %j for instance (%s)", (filler) => {
  for (const address of ["", "5.6.7.8", "2001:db8::1", "[2001:db8::1]:9"]) {
    for (const behind of ["", " ", filler]) {
      const whole = new Counting(filler.repeat(10_000) + address + behind);
      const start = whole.length - BUDGET;
      const text = whole as unknown as string;
      expect(readElement(text, start, whole.length, new Address(), false)).toBe(start - 1);
      // As IPv4, as IPv6, for its comma, and by the whole grammar: as it stands, and for its port.
      expect(whole.looks).toBeLessThan(5 * BUDGET);
    }
  }
});
