import { expect, it } from "vitest";
import { Address } from "../../src/address/address.ts";
import { parseAddress } from "../../src/address/parse.ts";
import { isNonPublic } from "../../src/address/non-public.ts";

it.each([
  ["10.0.0.1", true],
  ["172.31.255.255", true],
  ["192.168.0.0", true],
  ["127.0.0.1", true],
  ["169.254.0.1", true],
  ["100.127.255.255", true],
  ["::1", true],
  ["fe80::1", true],
  ["fd00::1", true],
  ["11.0.0.0", false],
  ["100.128.0.0", false],
  ["2001:db8::1", false],
  ["127.0.0.6", false],
])("%s is an address that no host on the internet has: %s", (text, expected) => {
  const address = new Address();
  parseAddress(text, 0, text.length, address);
  expect(isNonPublic(address)).toBe(expected);
});
