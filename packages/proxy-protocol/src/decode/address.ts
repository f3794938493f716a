import { hasCanonicalGap } from "../ipv6-text.ts";

/**
 * What a parser returns when the byte at an index is wrong: a negative number, from which the same
 * function gives the index back.
 */
export function failureAt(index: number): number {
  return ~index;
}

/** An address as words in network order: four for IPv6, `a` alone for IPv4. */
export interface Words {
  a: number;
  b: number;
  c: number;
  d: number;
  family: 4 | 6;
  /** Whether the text is in canonical form (RFC 5952). */
  canonical: boolean;
}

export function newWords(): Words {
  return { a: 0, b: 0, c: 0, d: 0, family: 4, canonical: true };
}

// Every byte of a line passes here, so these parsers are written for V8. Digits are unrolled
// instead of looped. Characters are constants of this module, since V8 looks imported ones up at
// each use. `| 0` keeps an index in a register. No index is compared with the length: the caller
// makes sure that a byte follows which ends the address.
const ZERO = 0x30;
const DOT = 0x2e;
const COLON = 0x3a;

/**
 * Parses dotted decimal without leading zeros into the first word.
 *
 * @returns the index of the byte behind it, or {@link failureAt} the first wrong byte
 */
export function parseIPv4(bytes: Uint8Array, start: number, into: Words): number {
  let i = start | 0;
  let word = 0;
  for (let dots = 3; ; dots--) {
    let octet = bytes[i]! - ZERO;
    if (octet >>> 0 > 9) return failureAt(i);
    let digit = bytes[++i]! - ZERO;
    if (digit >>> 0 <= 9) {
      if (octet === 0) return failureAt(i);
      octet = octet * 10 + digit;
      digit = bytes[++i]! - ZERO;
      if (digit >>> 0 <= 9) {
        octet = octet * 10 + digit;
        if (octet > 255) return failureAt(i);
        digit = bytes[++i]! - ZERO;
        if (digit >>> 0 <= 9) return failureAt(i);
      }
    }
    word = (word << 8) | octet;
    if (dots === 0) break;
    if (digit + ZERO !== DOT) return failureAt(i);
    i++;
  }
  into.a = word;
  into.family = 4;
  return i;
}

/**
 * The groups of the address that is being parsed, in a buffer of their own, which V8 never moves.
 */
const groups = new Uint16Array(new ArrayBuffer(16));

/** Parses the text of RFC 4291 2.2, without a zone; returns the same as {@link parseIPv4}. */
export function parseIPv6(bytes: Uint8Array, start: number, into: Words): number {
  let i = start | 0;
  let first = i;
  let next = 0;
  let count = 0;
  // The number of groups up to "::", counting one zero for the "::" itself; 0 if there is no "::".
  let gap = 0;
  // All groups, OR-ed, with the flags below: tells whether the spelling can be that of RFC 5952.
  let spelling = 0;
  if (bytes[i] === COLON) {
    if (bytes[i + 1] !== COLON) return failureAt(i + 1);
    groups[count++] = 0;
    gap = count;
    i += 2;
  }
  for (;;) {
    first = i;
    let value = DIGITS[bytes[i]!]!;
    if (value === NONE) {
      if (gap === count && gap > 0) break;
      return failureAt(i);
    }
    if (count === 8) return failureAt(i);
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
    if (count === 8) return failureAt(i);
    if (bytes[++i] === COLON) {
      if (gap > 0) return failureAt(i);
      groups[count++] = 0;
      gap = count;
      i++;
    }
  }
  // Not inside the loop: after a call, V8 has to load the address of the bytes again.
  if (next === DOT) {
    if (count > 6) return failureAt(i);
    i = parseIPv4(bytes, first, into) | 0;
    if (i < 0) return i;
    groups[count++] = into.a >>> 16;
    groups[count++] = into.a;
    spelling |= UNUSUAL;
  }
  if (gap > 0) spread(gap, count);
  else if (count !== 8) return failureAt(i);
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

/** Moves the groups behind the gap to the end, and fills the gap with zeros. */
function spread(gap: number, count: number): void {
  for (let from = count - 1, to = 7; to >= gap; from--, to--) {
    groups[to] = from >= gap ? groups[from]! : 0;
  }
}

// Flags above the sixteen bits of a group. A capital letter sets the first one, and further digits
// shift it up, so UNUSUAL covers all four places; leading zeros and dotted decimal set UNUSUAL too.
// ZERO_GROUP: some group is zero, so RFC 5952 may ask for a "::".
const CAPITAL = 0x1_0000;
const UNUSUAL = 0x1111_0000;
const ZERO_GROUP = 0x2_0000;

/** The value of a byte that is no hexadecimal digit. */
const NONE = -1;

/** The value of each byte as a hexadecimal digit. */
const DIGITS = Int32Array.from({ length: 256 }, (_, byte) => {
  const digit = "0123456789abcdef----------ABCDEF".indexOf(String.fromCharCode(byte));
  if (digit < 0 || byte === 0x2d) return NONE;
  return digit < 16 ? digit : CAPITAL | (digit - 16);
});
