import type { Address } from "../address/address.ts";
import { codeAt } from "../address/code-at.ts";
import { parseIPv4FromRight } from "../address/ipv4.ts";
import { parseIPv6FromRight } from "../address/ipv6.ts";
import { hasTwoReadings, parseBareAddress, parseEndpoint } from "../address/parse.ts";
import { isBlank } from "./scan.ts";

const COMMA = 44;

/** A character that is not a comma. */
const OTHER = -2;

/**
 * Reads the element that ends at `end`, an address with or without a port, into a register, which
 * holds no address if the element is malformed.
 *
 * Reading each character dominates the cost, so a bare address, which most elements are, is parsed
 * and delimited in one pass from right to left. Other elements are delimited first, and then
 * parsed.
 *
 * @param start the first index that may be read
 * @param isBare whether no port may follow
 * @returns the index of the comma before the element; `start - 1` if there is none
 */
export function readElement(
  text: string,
  start: number,
  end: number,
  into: Address,
  isBare: boolean,
): number {
  const last = end - 1;
  let begin = parseIPv4FromRight(text, start, last, into);
  // Most lists have one element, which needs no search for a comma.
  let comma = begin === start ? start - 1 : commaBeforeAddress(text, start, begin);
  if (comma === OTHER) {
    begin = parseIPv6FromRight(text, start, last, into);
    comma = begin === start ? start - 1 : commaBeforeAddress(text, start, begin);
  }
  if (comma === OTHER) return readOtherElement(text, start, end, into, isBare);
  into.setSlice(text, begin, end);
  if (into.family === 6 && hasTwoReadings(text, begin, end, into)) into.clear();
  return comma;
}

/** Reads an element that is not a bare address, or has white space after it. */
function readOtherElement(
  text: string,
  start: number,
  end: number,
  into: Address,
  isBare: boolean,
): number {
  let from = end;
  let to = end;
  let comma = end - 1;
  for (; comma >= start; comma--) {
    const code = text.charCodeAt(comma);
    if (code === COMMA) break;
    if (isBlank(code)) continue;
    if (from === end) to = comma + 1;
    from = comma;
  }
  into.setSlice(text, from, to);
  const parse = isBare ? parseBareAddress : parseEndpoint;
  parse(text, from, to, into);
  return comma;
}

/**
 * The index of the comma before the address that begins at `begin`, skipping blanks; {@link OTHER}
 * if another character is there, or `begin` is -1.
 */
function commaBeforeAddress(text: string, start: number, begin: number): number {
  if (begin < 0) return OTHER;
  let i = begin - 1;
  let code = codeAt(text, i, start);
  while (isBlank(code)) code = codeAt(text, --i, start);
  return code === COMMA ? i : OTHER;
}
