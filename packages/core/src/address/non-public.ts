import type { Address } from "./address.ts";
import { AddressSet } from "./address-set.ts";
import { parsePrefix, RANGE_NAMES } from "./prefix.ts";

/**
 * Addresses that no host on the internet has, so that a peer with one is probably a proxy:
 * loopback, link-local, private, carrier-grade NAT, and those of the IANA special-purpose
 * registries (RFC 6890) that some networks use internally. The ranges for documentation count as
 * public.
 */
export const NON_PUBLIC_RANGES: readonly string[] = [
  "loopback",
  "linklocal",
  "private",
  "cgnat",
  "0.0.0.0/8",
  "192.0.0.0/24",
  "198.18.0.0/15",
  "240.0.0.0/4",
  "64:ff9b:1::/48",
  "100::/64",
  "fec0::/10",
];

/** {@link NON_PUBLIC_RANGES} as a set. */
export const NON_PUBLIC: AddressSet = rangesOf(NON_PUBLIC_RANGES);

/**
 * What no list of a vendor on the internet can have: {@link NON_PUBLIC_RANGES}, multicast, and IPv6
 * that is not global unicast (RFC 4291 2.4).
 */
export const NEVER_PUBLISHED: AddressSet = rangesOf([
  ...NON_PUBLIC_RANGES,
  "224.0.0.0/4",
  "::/3",
  "4000::/2",
  "8000::/1",
]);

/** Whether the address is in {@link NON_PUBLIC_RANGES}. */
export function isNonPublic(address: Address): boolean {
  return NON_PUBLIC.matches(address);
}

function rangesOf(ranges: readonly string[]): AddressSet {
  const texts = ranges.flatMap((range) => RANGE_NAMES.get(range) ?? [range]);
  return new AddressSet({ prefixes: texts.map((text) => parsePrefix(text)) });
}
