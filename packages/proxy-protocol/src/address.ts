import { hasCanonicalGap } from "./ipv6-text.ts";

/** More bytes are needed to tell. */
export const MORE = -1;

/** The refusal of the byte at an index, in place of the index after what was read; its own reverse. */
export function refusedAt(index: number): number {
  return -2 - index;
}

/** An address as four words in network order; IPv4 is the first alone. Written by the readers below. */
export interface Words {
  a: number;
  b: number;
  c: number;
  d: number;
  family: 4 | 6;
  /** Was written exactly as the words would be formatted (RFC 5952). */
  canonical: boolean;
}

export function newWords(): Words {
  return { a: 0, b: 0, c: 0, d: 0, family: 4, canonical: true };
}

// Every byte of a line passes here, so these readers are written for V8: digits one after the other instead of in a loop,
// bytes by index and characters as constants of this module, since what is imported is looked up at each use.
const ZERO = 0x30;
const DOT = 0x2e;
const COLON = 0x3a;

/**
 * Reads dotted decimal without leading zeros up to the byte that ends it. The answer is that byte's index,
 * {@link MORE}, or a refusal ({@link refusedAt}).
 */
export function readIPv4(bytes: Uint8Array, start: number, end: number, into: Words): number {
  let i = start;
  let word = 0;
  for (let dots = 3; ; dots--) {
    if (i >= end) return MORE;
    let octet = bytes[i]! - ZERO;
    if (octet >>> 0 > 9) return refusedAt(i);
    if (++i >= end) return MORE;
    let digit = bytes[i]! - ZERO;
    if (digit >>> 0 <= 9) {
      if (octet === 0) return refusedAt(i);
      octet = octet * 10 + digit;
      if (++i >= end) return MORE;
      digit = bytes[i]! - ZERO;
      if (digit >>> 0 <= 9) {
        octet = octet * 10 + digit;
        if (octet > 255) return refusedAt(i);
        if (++i >= end) return MORE;
        digit = bytes[i]! - ZERO;
        if (digit >>> 0 <= 9) return refusedAt(i);
      }
    }
    word = (word << 8) | octet;
    if (dots === 0) break;
    if (digit + ZERO !== DOT) return refusedAt(i);
    i++;
  }
  into.a = word;
  into.family = 4;
  return i;
}

/** The groups of the IPv6 address that is being read. */
const groups = new Uint16Array(8);

/** Reads the text of RFC 4291 2.2, without a zone; for the answer see {@link readIPv4}. */
export function readIPv6(bytes: Uint8Array, start: number, end: number, into: Words): number {
  let i = start;
  let count = 0;
  // Where "::" stands, and how many groups there can be at most with and without it.
  let gap = -1;
  let most = 8;
  // Written as RFC 5952 says: no capitals, leading zeros or dotted decimal; a written zero asks for a closer look.
  let digits = 0;
  let plain = true;
  let zero = false;
  if (i < end && bytes[i] === COLON) {
    if (i + 1 >= end) return MORE;
    if (bytes[i + 1] !== COLON) return refusedAt(i + 1);
    gap = 0;
    most = 7;
    i += 2;
  }
  for (;;) {
    if (i >= end) return MORE;
    const first = i;
    let value = DIGITS[bytes[i]!]!;
    if (value === NONE) {
      if (gap === count) break;
      return refusedAt(i);
    }
    if (count === most) return refusedAt(i);
    digits |= value;
    value &= 15;
    if (++i >= end) return MORE;
    let digit = DIGITS[bytes[i]!]!;
    if (digit !== NONE) {
      if (value === 0) plain = false;
      digits |= digit;
      value = (value << 4) | (digit & 15);
      if (++i >= end) return MORE;
      digit = DIGITS[bytes[i]!]!;
      if (digit !== NONE) {
        digits |= digit;
        value = (value << 4) | (digit & 15);
        if (++i >= end) return MORE;
        digit = DIGITS[bytes[i]!]!;
        if (digit !== NONE) {
          digits |= digit;
          value = (value << 4) | (digit & 15);
          if (++i >= end) return MORE;
        }
      }
    }
    const next = bytes[i];
    if (next === DOT) {
      if (count > most - 2) return refusedAt(i);
      i = readIPv4(bytes, first, end, into);
      if (i < 0) return i;
      groups[count++] = into.a >>> 16;
      groups[count++] = into.a;
      plain = false;
      break;
    }
    if (value === 0) zero = true;
    groups[count++] = value;
    if (next !== COLON) break;
    if (count === most) return refusedAt(i);
    if (++i >= end) return MORE;
    if (bytes[i] === COLON) {
      if (gap >= 0) return refusedAt(i);
      gap = count;
      most = 7;
      i++;
    }
  }
  if (gap < 0 && count !== 8) return refusedAt(i);
  if (gap >= 0) spread(gap, count);
  into.a = (groups[0]! << 16) | groups[1]!;
  into.b = (groups[2]! << 16) | groups[3]!;
  into.c = (groups[4]! << 16) | groups[5]!;
  into.d = (groups[6]! << 16) | groups[7]!;
  into.family = 6;
  const whole = gap < 0 && !zero;
  into.canonical = plain && digits < CAPITAL && (whole || hasCanonicalGap(groups, gap, 8 - count));
  return i;
}

/** Moves the groups after the gap to the end and fills it with zeros. */
function spread(gap: number, count: number): void {
  for (let from = count - 1, to = 7; to >= gap; from--, to--) {
    groups[to] = from >= gap ? groups[from]! : 0;
  }
}

/** Set in the value of a hexadecimal digit that is a capital letter; no digit at all. */
const CAPITAL = 16;
const NONE = 32;

/** The values of the hexadecimal digits by byte. */
const DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = "0123456789abcdef----------ABCDEF".indexOf(String.fromCharCode(byte));
  return digit < 0 || byte === 0x2d ? NONE : digit;
});
