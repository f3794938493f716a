import { describe, expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import { formatAddress } from "../../src/address/parse.ts";
import { parseIPv6FromRight } from "../../src/address/ipv6.ts";

it.each([
  ["::", 0, 0, "::", "zeros alone"],
  ["::1", 0, 0, "::1", "a gap that begins the text"],
  ["1::", 0, 0, "1::", "one that ends it"],
  ["1:2:3:4:5:6:7:8", 0, 0, "1:2:3:4:5:6:7:8", "no gap"],
  [",1::2", 0, 1, "1::2", "a comma in front"],
  ["x1::2", 0, 1, "1::2", "something else in front, which is for the caller to judge"],
  ["x::2", 0, 1, "::2", "the same in front of a gap"],
  ["x1:2:3:4:5:6:7:8", 0, 1, "1:2:3:4:5:6:7:8", "the same in front of eight groups"],
  [".1:2:3:4:5:6:7:8", 0, 1, "1:2:3:4:5:6:7:8", "a dot in front of them"],
  ["x1:2:3:4:5:6:1.2.3.4", 0, 1, "1:2:3:4:5:6:102:304", "the same with dotted decimal"],
  ["1:::2", 0, 2, "::2", "a third colon in front, likewise"],
  ["1.2.3.4::", 0, 6, "4::", "dotted decimal in front of a gap, likewise"],
  ["11::2", 1, 1, "1::2", "a digit in front that is not looked at"],
  ["12345::2", 1, 1, "2345::2", "four digits that are, and one that is not"],
  [":::2", 1, 1, "::2", "a colon in front that is not looked at"],
  ["9:1:2:3:4:5:6:7:8", 2, 2, "1:2:3:4:5:6:7:8", "a group in front that is not looked at"],
])("IPv6 that ends %j, read from %i on, begins at %i and is %s (%s)", (text, start, begin, is) => {
  const into = new Address();
  expect(parseIPv6FromRight(text, start, text.length - 1, into)).toBe(begin);
  expect(formatAddress(into)).toBe(is);
});

it.each([
  ["", 0, "nothing"],
  ["1", 0, "one group"],
  ["1:2:3:4:5:6:7", 0, "seven groups"],
  ["0:1:2:3:4:5:6:7", 2, "seven that are looked at"],
  ["1:2:3:4:5:6:7:8:9", 0, "nine groups"],
  ["1:2:3:4:5:6:7:8::", 0, "eight and a gap behind"],
  ["::1:2:3:4:5:6:7:8", 0, "eight and a gap in front"],
  ["::1:2:3:4:5:6:7:8:9", 0, "nine and a gap in front"],
  ["1::2::3", 0, "two gaps"],
  ["1::2::", 0, "two gaps, one of them last"],
  ["1:", 0, "one colon last"],
  [":", 0, "one colon alone"],
  ["::", 1, "one colon that is looked at"],
  [":1:2:3:4:5:6:7:8", 0, "one colon first"],
  [":1", 0, "one colon first, and too few groups"],
  ["12345::", 0, "five digits in front of a gap"],
  ["::12345", 0, "five behind it"],
  ["12345:2:3:4:5:6:7:8", 0, "five first"],
  ["::00000", 0, "five zeros"],
  ["::1.2.3.256", 0, "no dotted decimal where it begins so"],
  ["1:2:3:4:5:6:7.2.3", 0, "three octets"],
  ["1:2:3:4:5:6:256.2.3.4", 0, "an octet too large"],
  ["1:2:3:4:5:6:7:1.2.3.4", 0, "seven groups in front of dotted decimal"],
  ["1:2:3:4:5:1.2.3.4", 0, "five in front of it"],
  ["1.2.3.4", 0, "dotted decimal alone"],
  ["1.2.3.4:5", 0, "dotted decimal in front of a group"],
  ["1:2:3:4:5:1.2.3.4:6", 0, "the same, as long as eight groups"],
  ["::/", 0, "the character before 0"],
  ["::@", 0, "the character before A"],
  ["::G", 0, "the character behind F"],
  ["::`", 0, "the character before a"],
  ["::g", 0, "the character behind f"],
  [":: ", 0, "a blank"],
  ["::\u007f", 0, "the last character of which a table knows whether it is a digit"],
  ["::\u0080", 0, "the first of which it does not"],
  ["::\u0081", 0, "the one behind it"],
  ["::\u0131", 0, "a letter that is a digit in its low bits"],
  ["::1\u0080", 0, "a strange character behind a digit"],
])("no IPv6 ends %j, read from %i on (%s)", (text, start) => {
  expect(parseIPv6FromRight(text, start, text.length - 1, new Address())).toBe(-1);
});

describe("a group of IPv6", () => {
  const digits = ["0", "1", "7", "8", "9", "a", "f", "A", "F"];
  const groups = [1, 2, 3, 4].flatMap((length) =>
    digits.flatMap((first) => ["0", "1", "8", "f"].map((next) => first + next.repeat(length - 1))),
  );

  it("has its value with one to four digits, first and last", () => {
    for (const group of groups) {
      const into = new Address();
      const value = Number.parseInt(group, 16);
      const text = `${group}:2::7:${group}`;
      expect([text, parseIPv6FromRight(text, 0, text.length - 1, into)]).toEqual([text, 0]);
      expect([text, into.a >>> 16, into.d & 0xffff]).toEqual([text, value, value]);
    }
  });

  it("is canonical without leading zeros and capitals, wherever it stands", () => {
    for (const group of groups) {
      const plain = Number.parseInt(group, 16).toString(16) === group;
      for (const text of [`${group}::2`, `1:${group}::2`, `1::2:${group}`, `1::${group}:2`]) {
        // A zero beside the gap belongs into it.
        if (Number.parseInt(group, 16) === 0 && /^0+::|:0+::|::0+:/.test(text)) continue;
        const into = new Address();
        parseIPv6FromRight(text, 0, text.length - 1, into);
        expect([text, into.canonical]).toEqual([text, plain]);
      }
    }
  });
});
