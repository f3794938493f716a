import type { Address } from "./address.ts";
import { codeAt } from "./code-at.ts";
import { parseIPv4FromRight } from "./ipv4.ts";
import { formatIPv6Groups, longestZeroRun } from "./ipv6-format.ts";

const DOT = 46;
const COLON = 58;

/** The eight 16-bit groups of the address that is being parsed or formatted. */
const groups = new Uint16Array(new ArrayBuffer(16));

const NO_DIGIT = -1;
/**
 * A bit that marks a capital digit. Shifted with its digit, it stays above the 16 bits of a group.
 */
const CAPITAL = 0x10000;

const DIGITS = Int32Array.from({ length: 128 }, (_, code) => {
  const digit = "0123456789abcdef      ABCDEF".indexOf(String.fromCharCode(code));
  return digit < 0 || code === 32 ? NO_DIGIT : digit < 16 ? digit : digit - 12 + CAPITAL;
});

function hexDigit(code: number): number {
  return code < 128 ? DIGITS[code]! : NO_DIGIT;
}

/**
 * Parses IPv6 text (RFC 4291 2.2) without a zone that ends at `last`, from right to left.
 * IPv4-mapped addresses (2.5.5.2) are folded to IPv4.
 *
 * @param start index of the first character that may be read
 * @param last index of the address's last character
 * @returns the index of the address's first character; -1 if it is malformed, and `into` is
 *   undefined
 */
export function parseIPv6FromRight(
  text: string,
  start: number,
  last: number,
  into: Address,
): number {
  const parsed = groups;
  let i = last;
  let code = codeAt(text, i, start);
  // Not 0 after leading zeros, capitals or dotted decimal: RFC 5952 4.1 and 4.3 forbid them.
  let unusual = 0;
  // Whether a group is zero.
  let zero = false;
  // Groups are filled from the last one: how many are left, and how many were left at "::".
  let left = 8;
  let gap = -1;
  if (code === COLON) {
    if (codeAt(text, i - 1, start) !== COLON) return -1;
    gap = left;
    code = codeAt(text, (i -= 2), start);
  }
  for (;;) {
    let digit = hexDigit(code);
    if (digit === NO_DIGIT) {
      // Only before "::" may a group be missing.
      if (gap !== left) return -1;
      break;
    }
    if (left === 0) return -1;
    // Unrolled: a loop makes the whole function about 10 % slower.
    let group = digit;
    let shift = 0;
    code = codeAt(text, --i, start);
    digit = hexDigit(code);
    if (digit !== NO_DIGIT) {
      group |= digit << 4;
      shift = 4;
      code = codeAt(text, --i, start);
      digit = hexDigit(code);
      if (digit !== NO_DIGIT) {
        group |= digit << 8;
        shift = 8;
        code = codeAt(text, --i, start);
        digit = hexDigit(code);
        if (digit !== NO_DIGIT) {
          group |= digit << 12;
          shift = 12;
          code = codeAt(text, --i, start);
          if (hexDigit(code) !== NO_DIGIT) return -1;
        }
      }
    }
    unusual |= group >>> 16;
    group &= 0xffff;
    if (group >>> shift === 0) {
      if (shift === 0) zero = true;
      else unusual = 1;
    }
    parsed[--left] = group;
    if (code === DOT && left === 7 && gap < 0) {
      const begin = parseIPv4FromRight(text, start, last, into);
      if (begin < 0) return -1;
      parsed[7] = into.a;
      parsed[--left] = into.a >>> 16;
      unusual = 1;
      code = codeAt(text, (i = begin - 1), start);
    }
    if (code !== COLON) break;
    code = codeAt(text, --i, start);
    if (code === COLON) {
      if (gap >= 0) return -1;
      gap = left;
      code = codeAt(text, --i, start);
    }
  }
  if (gap < 0 ? left > 0 : left === 0) return -1;
  if (gap >= 0) moveToFront(left, gap);
  storeGroups(into);
  if (into.family === 6) {
    // "::" must be the longest run of zeros, and longer than one group (RFC 5952 4.2).
    into.canonical = unusual === 0 && (zero ? isShortest(gap - left, left) : left !== 1);
  }
  return i + 1;
}

/** Moves the groups before `::`, at [left, gap), to the front and fills the gap with zeros. */
function moveToFront(left: number, gap: number): void {
  let to = 0;
  for (let from = left; from < gap; from++) groups[to++] = groups[from]!;
  while (to < gap) groups[to++] = 0;
}

function storeGroups(into: Address): void {
  const a = (groups[0]! << 16) | groups[1]!;
  const b = (groups[2]! << 16) | groups[3]!;
  const c = (groups[4]! << 16) | groups[5]!;
  const d = (groups[6]! << 16) | groups[7]!;
  if (a === 0 && b === 0 && c === 0xffff) {
    into.setIPv4(d);
    into.canonical = false;
    return;
  }
  into.family = 6;
  into.a = a;
  into.b = b;
  into.c = c;
  into.d = d;
  into.port = -1;
}

/**
 * Whether `::` at group `start`, for `length` groups, is the RFC 5952 4.2 form; with a negative
 * `start`, whether that form has no `::`.
 */
function isShortest(start: number, length: number): boolean {
  const zeros = longestZeroRun(groups);
  return start < 0 ? zeros.start < 0 : zeros.start === start && zeros.length === length;
}

/** The canonical text of an IPv6 address (RFC 5952 4). */
export function formatIPv6({ a, b, c, d }: Address): string {
  let i = 0;
  for (const word of [a, b, c, d]) {
    groups[i++] = word >>> 16;
    groups[i++] = word;
  }
  return formatIPv6Groups(groups);
}
