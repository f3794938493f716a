import type { Address } from "./address.ts";

/**
 * Whether none of the special cases below can apply. That is so for nearly every address, which
 * then needs no other look.
 */
export function isOrdinary({ family, a }: Address): boolean {
  const first = a >>> 24;
  if (family === 4) return first !== 0 && first !== 127 && first < 224;
  return family === 6 && a !== 0 && first !== 0xff;
}

/**
 * Whether it is 127.0.0.6 or ::6, from which an Istio sidecar connects. Behind it may be any
 * workload, so only the literal address of a hop matches it, never a range.
 */
export function isSidecar(address: Address): boolean {
  // Nearly every address differs in both words, which is so little code that V8 inlines it.
  return (address.a === 0x7f000006 || address.d === 6) && isOtherwiseSidecar(address);
}

/** Of an address that has the first word of the one or the last of the other. */
function isOtherwiseSidecar({ family, a, b, c }: Address): boolean {
  return family === 4 || (family === 6 && (a | b | c) === 0);
}

/** Whether it is in 127.0.0.0/8 (RFC 1122 3.2.1.3), or ::1 (RFC 4291 2.5.3). */
export function isLoopback({ family, a, b, c, d }: Address): boolean {
  return family === 4 ? a >>> 24 === 127 : family === 6 && d === 1 && (a | b | c) === 0;
}

/**
 * Whether it is in 240.0.0.0/4, which is reserved (RFC 1112 4). Some networks use it internally,
 * and Cloudflare makes up such addresses for IPv6 clients.
 */
export function isReserved({ family, a }: Address): boolean {
  return family === 4 && a >>> 28 === 0xf;
}

/**
 * Whether it is unspecified, multicast or broadcast (RFC 1122 3.2.1.3, RFC 4291 2.5.2 and 2.7): no
 * host has such an address.
 */
export function isNonUnicast({ family, a, b, c, d }: Address): boolean {
  return family === 4
    ? a === 0 || a === -1 || a >>> 28 === 0xe
    : a >>> 24 === 0xff || (a | b | c | d) === 0;
}
