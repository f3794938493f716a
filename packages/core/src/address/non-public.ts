import type { Address } from "./address.ts";
import type { AddressSet } from "./address-set.ts";
import { parseAddressSet } from "./parse-address-set.ts";

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
export const NON_PUBLIC: AddressSet = parseAddressSet(NON_PUBLIC_RANGES);

/** Whether the address is in {@link NON_PUBLIC_RANGES}. */
export function isNonPublic(address: Address): boolean {
  return NON_PUBLIC.matches(address);
}
