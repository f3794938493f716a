import { hasCanonicalGap } from "../ipv6-text.ts";

/** The refusal of the byte at an index, in place of the index after what was read; its own reverse. */
export function refusedAt(index: number): number {
  return ~index;
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
// bytes by index and characters as constants of this module, since what is imported is looked up at each use. `| 0`
// keeps an index in a register. No index is compared with the length: a byte that ends what is read has to be there.
const ZERO = 0x30;
const DOT = 0x2e;
const COLON = 0x3a;

/**
 * Reads dotted decimal without leading zeros up to the byte that ends it. The answer is that byte's index, or a
 * refusal ({@link refusedAt}).
 */
export function readIPv4(bytes: Uint8Array, start: number, into: Words): number {
  let i = start | 0;
  let word = 0;
  for (let dots = 3; ; dots--) {
    let octet = bytes[i]! - ZERO;
    if (octet >>> 0 > 9) return refusedAt(i);
    let digit = bytes[++i]! - ZERO;
    if (digit >>> 0 <= 9) {
      if (octet === 0) return refusedAt(i);
      octet = octet * 10 + digit;
      digit = bytes[++i]! - ZERO;
      if (digit >>> 0 <= 9) {
        octet = octet * 10 + digit;
        if (octet > 255) return refusedAt(i);
        digit = bytes[++i]! - ZERO;
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

/** The groups of the IPv6 address that is being read; in a buffer of their own, which V8 never moves. */
const groups = new Uint16Array(new ArrayBuffer(16));

/** Reads the text of RFC 4291 2.2, without a zone; for the answer see {@link readIPv4}. */
export function readIPv6(bytes: Uint8Array, start: number, into: Words): number {
  let i = start | 0;
  let first = i;
  let next = 0;
  let count = 0;
  // How many groups there are up to "::", the one zero that it stands for at least included.
  let gap = 0;
  // All groups in one, and what else makes the spelling differ from RFC 5952, or calls for a closer look.
  let spelling = 0;
  if (bytes[i] === COLON) {
    if (bytes[i + 1] !== COLON) return refusedAt(i + 1);
    groups[count++] = 0;
    gap = count;
    i += 2;
  }
  for (;;) {
    first = i;
    let value = DIGITS[bytes[i]!]!;
    if (value === NONE) {
      if (gap === count && gap > 0) break;
      return refusedAt(i);
    }
    if (count === 8) return refusedAt(i);
    let digit = DIGITS[bytes[++i]!]!;
    if (digit !== NONE) {
      if (value === 0) spelling |= UNUSUAL;
      value = (value << 4) | digit;
      digit = DIGITS[bytes[++i]!]!;
      if (digit !== NONE) {
        value = (value << 4) | digit;
        digit = DIGITS[bytes[++i]!]!;
        if (digit !== NONE) {
          value = (value << 4) | digit;
          i++;
        }
      }
    }
    next = bytes[i]!;
    if (next === DOT) break;
    if (value === 0) spelling |= ZERO_GROUP;
    spelling |= value;
    groups[count++] = value;
    if (next !== COLON) break;
    if (count === 8) return refusedAt(i);
    if (bytes[++i] === COLON) {
      if (gap > 0) return refusedAt(i);
      groups[count++] = 0;
      gap = count;
      i++;
    }
  }
  // Not within the loop: after any call V8 would look anew where the bytes are.
  if (next === DOT) {
    if (count > 6) return refusedAt(i);
    i = readIPv4(bytes, first, into) | 0;
    if (i < 0) return i;
    groups[count++] = into.a >>> 16;
    groups[count++] = into.a;
    spelling |= UNUSUAL;
  }
  if (gap > 0) spread(gap, count);
  else if (count !== 8) return refusedAt(i);
  into.a = (groups[0]! << 16) | groups[1]!;
  into.b = (groups[2]! << 16) | groups[3]!;
  into.c = (groups[4]! << 16) | groups[5]!;
  into.d = (groups[6]! << 16) | groups[7]!;
  into.family = 6;
  const whole = gap === 0 && (spelling & ZERO_GROUP) === 0;
  into.canonical =
    (spelling & UNUSUAL) === 0 && (whole || hasCanonicalGap(groups, gap - 1, 9 - count));
  return i;
}

/** Moves the groups after the gap to the end and fills it with zeros. */
function spread(gap: number, count: number): void {
  for (let from = count - 1, to = 7; to >= gap; from--, to--) {
    groups[to] = from >= gap ? groups[from]! : 0;
  }
}

// Above the sixteen bits of a group: a capital letter, which any further digits shift up; anything else that is not RFC 5952's
// spelling; a group that is zero.
const CAPITAL = 0x1_0000;
const UNUSUAL = 0x1111_0000;
const ZERO_GROUP = 0x2_0000;

/** No digit. */
const NONE = -1;

/** The values of the hexadecimal digits by byte. */
const DIGITS = Int32Array.from({ length: 256 }, (_, byte) => {
  const digit = "0123456789abcdef----------ABCDEF".indexOf(String.fromCharCode(byte));
  if (digit < 0 || byte === 0x2d) return NONE;
  return digit < 16 ? digit : CAPITAL | (digit - 16);
});
