import { parseEndpoint } from "./address.ts";
import { groups, storeGroups, UNUSUAL, WITH_ZERO } from "./ipv6-groups.ts";
import { commaBefore, isBlank, lookAt } from "./list.ts";
import type { State } from "./state.ts";

// A character costs as much as all that is done with it, so what nearly every element is, a bare address, is read in
// one pass from the right: the comma is found on the way. All else is left to the parser that knows the whole grammar.

const COMMA = 44;
const DOT = 46;
const ZERO = 48;
const COLON = 58;

/** Something else than what is looked for. */
const OTHER = -2;

/**
 * Reads the element that ends at `end`, an address with or without a port, into `state.told`; if it is none, that
 * holds none.
 *
 * @returns where the comma stands that begins the element, or -1
 */
export function readElement(state: State, text: string, end: number): number {
  let last = end - 1;
  while (last >= 0 && isBlank(text.charCodeAt(last))) last--;
  let comma = readIPv4(state, text, last);
  if (comma === OTHER) comma = readIPv6(state, text, last);
  return comma === OTHER ? readAnything(state, text, end) : comma;
}

function readAnything(state: State, text: string, end: number): number {
  const comma = commaBefore(text, end);
  lookAt(state, text, comma + 1, end);
  parseEndpoint(text, state.told.from, state.told.to, state.told);
  return comma;
}

/** In front of the text there is as good as a comma. */
function codeAt(text: string, index: number): number {
  return index < 0 ? COMMA : text.charCodeAt(index);
}

/** The comma in front of an address, blanks between them left out; {@link OTHER} if something else stands there. */
function commaAt(text: string, index: number): number {
  let i = index;
  let code = codeAt(text, i);
  while (isBlank(code)) code = codeAt(text, --i);
  return code === COMMA ? i : OTHER;
}

/** Dotted decimal without leading zeros whose last character stands at `last`. */
function readIPv4(state: State, text: string, last: number): number {
  let i = last;
  let code = codeAt(text, i);
  let word = 0;
  for (let shift = 0; ; shift += 8) {
    let octet = code - ZERO;
    if (octet >>> 0 > 9) return OTHER;
    code = codeAt(text, --i);
    let digit = code - ZERO;
    if (digit >>> 0 <= 9) {
      octet += 10 * digit;
      code = codeAt(text, --i);
      const hundreds = code - ZERO;
      if (hundreds >>> 0 <= 9) {
        octet += 100 * hundreds;
        digit = hundreds;
        code = codeAt(text, --i);
      }
      if (digit === 0 || octet > 255) return OTHER;
    }
    word |= octet << shift;
    if (shift === 24) break;
    if (code !== DOT) return OTHER;
    code = codeAt(text, --i);
  }
  const comma = commaAt(text, i);
  if (comma === OTHER) return OTHER;
  state.told.setIPv4(word);
  state.look(text, i + 1, last + 1);
  return comma;
}

/** IPv6 text without dotted decimal whose last character stands at `last`. */
function readIPv6(state: State, text: string, last: number): number {
  let i = last;
  let code = codeAt(text, i);
  let spelling = 0;
  // Groups are put in place from the last one; how many are left to put, and at which of them "::" stood.
  let left = 8;
  let gap = -1;
  if (code === COLON) {
    if (codeAt(text, i - 1) !== COLON) return OTHER;
    gap = left;
    code = codeAt(text, (i -= 2));
  }
  for (;;) {
    let digit = hexDigit(code);
    let value = digit & 15;
    if (digit === NONE) {
      // Only "::" stands without a group in front of it.
      if (gap !== left) return OTHER;
      break;
    }
    if (left === 0) return OTHER;
    spelling |= digit;
    code = codeAt(text, --i);
    let next = hexDigit(code);
    for (let shift = 4; next !== NONE; shift += 4) {
      if (shift === 16) return OTHER;
      digit = next;
      spelling |= digit;
      value |= (digit & 15) << shift;
      code = codeAt(text, --i);
      next = hexDigit(code);
      if (next === NONE && digit === 0) spelling |= UNUSUAL;
    }
    groups[--left] = value;
    if (value === 0) spelling |= WITH_ZERO;
    if (code !== COLON) break;
    code = codeAt(text, --i);
    if (code === COLON) {
      if (gap >= 0) return OTHER;
      gap = left;
      code = codeAt(text, --i);
    }
  }
  if (gap < 0 ? left > 0 : left === 0) return OTHER;
  const comma = commaAt(text, i);
  if (comma === OTHER) return OTHER;
  if (gap >= 0) moveToFront(left, gap);
  storeGroups(state.told, spelling, gap < 0 ? -1 : gap - left, left);
  state.look(text, i + 1, last + 1);
  return comma;
}

/** Moves the groups in front of `::` from where they were put, `left` to `gap`, to the front, and fills up with zeros. */
function moveToFront(left: number, gap: number): void {
  let to = 0;
  for (let from = left; from < gap; from++) groups[to++] = groups[from]!;
  while (to < gap) groups[to++] = 0;
}

const NONE = 32;

/** The values of hexadecimal digits, {@link UNUSUAL} set in those of capital letters. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = "0123456789abcdef      ABCDEF".indexOf(String.fromCharCode(code));
  return digit < 0 || code === 32 ? NONE : digit < 16 ? digit : digit - 12 + UNUSUAL;
});

function hexDigit(code: number): number {
  return code < 128 ? DIGITS[code]! : NONE;
}
