import type { Address } from "./address.ts";

/** A mask of the bits of a word after its first `bits`. */
export function hostMask(bits: number): number {
  return bits <= 0 ? -1 : bits >= 32 ? 0 : -1 >>> bits;
}

/** Replaces an address by the first of its network: all bits after the first `bits` are zero. */
export function toNetwork(address: Address, bits: number): void {
  address.a &= ~hostMask(bits);
  address.b &= ~hostMask(bits - 32);
  address.c &= ~hostMask(bits - 64);
  address.d &= ~hostMask(bits - 96);
  address.canonical = false;
}

/**
 * Replaces an address that a translator made for an IPv4 host (NAT64, `64:ff9b::/96`, RFC 6052 2.1)
 * by the host's own. Otherwise all IPv4 clients would be in one IPv6 network.
 */
export function toEmbeddedIPv4(address: Address): void {
  const { family, a, b, c, d } = address;
  if (family === 6 && a === 0x0064ff9b && (b | c) === 0) address.setIPv4(d);
}
