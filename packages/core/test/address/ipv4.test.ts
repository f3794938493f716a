import { expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import { parseIPv4FromRight } from "../../src/address/ipv4.ts";

/** What a register holds before something is read into it. */
function used(): Address {
  const address = new Address();
  address.setIPv4(0x01020304);
  address.port = 80;
  return address;
}

it.each([
  ["1.2.3.4", 0, 0, "all of the text"],
  ["255.255.255.255", 0, 0, "the greatest octets there are"],
  ["0.0.0.0", 0, 0, "the least"],
  ["10.20.30.40", 0, 0, "zeros that do not lead"],
  ["100.200.100.200", 0, 0, "more of them"],
  [",1.2.3.4", 0, 1, "a comma in front"],
  ["x1.2.3.4", 0, 1, "something else in front, which is for the caller to judge"],
  ["1234.1.1.1", 0, 1, "a fourth digit in front, likewise"],
  ["1.2.3.4.5", 0, 2, "an octet more in front, likewise"],
  ["1.2.3.4", 0, 0, "nothing in front"],
  ["11.2.3.4", 1, 1, "a digit in front that is not looked at"],
  ["255.2.3.4", 2, 2, "two of them"],
])("IPv4 that ends %j, read from %i on, begins at %i (%s)", (text, start, begin) => {
  const into = used();
  into.family = 6;
  into.d = 1;
  expect(parseIPv4FromRight(text, start, text.length - 1, into)).toBe(begin);
  const octets = text.slice(begin).split(".");
  const word = octets.reduce((sum, octet) => (sum << 8) | Number(octet), 0);
  const { family, a, b, c, d, port, canonical } = into;
  expect([family, a, b, c, d, port, canonical]).toEqual([4, word, 0, 0, 0, -1, true]);
});

it.each([
  ["", 0, "nothing"],
  ["1.2.3.", 0, "no digit behind the last dot"],
  ["1.2..4", 0, "none between two dots"],
  [".2.3.4", 0, "none in front of the first"],
  ["2.3.4", 0, "three octets"],
  ["1.2.3.4", 1, "three that are looked at"],
  ["1,2.3.4", 0, "a comma for a dot"],
  ["1.2.3.256", 0, "an octet one too large"],
  ["256.2.3.4", 0, "the first octet one too large"],
  ["900.2.3.4", 0, "the greatest hundreds in the first octet, of which the rest would be none"],
  ["999.2.3.4", 0, "the same, of which the rest would be an octet"],
  ["1.2.3.999", 0, "the same in the last octet"],
  ["1.2.3.1000", 0, "four digits"],
  ["01.2.3.4", 0, "a zero that leads two digits"],
  ["012.2.3.4", 0, "one that leads three"],
  ["1.2.3.00", 0, "two zeros"],
  ["1.2.3.000", 0, "three of them"],
  ["1.2.3./", 0, "the character before 0"],
  ["1.2.3.:", 0, "the character behind 9"],
])("no IPv4 ends %j, read from %i on, and the register is as it was (%s)", (text, start) => {
  const into = used();
  expect(parseIPv4FromRight(text, start, text.length - 1, into)).toBe(-1);
  expect(into).toEqual(used());
});
