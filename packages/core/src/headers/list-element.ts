import { parseEndpoint } from "../address/parse.ts";
import { codeAt } from "../address/code-at.ts";
import { parseIPv4FromRight } from "../address/ipv4.ts";
import { parseIPv6FromRight } from "../address/ipv6.ts";
import { firstInReach, isBlank } from "./scan.ts";
import type { HeaderReader } from "./reader.ts";

const COMMA = 44;

/** Something else than a comma. */
const OTHER = -2;

/**
 * Reads the element that ends at `end`, an address with or without a port, into `reader.reported`; if it is none, that
 * holds none.
 *
 * A character costs as much as all that is done with it, so what nearly every element is, a bare address, is read in
 * one pass from the right: the comma is found on the way. All else is left to the parser that knows the whole grammar.
 *
 * @returns where the comma stands that begins the element, or -1; where the budget does not reach so far, a place that
 *   is beyond it
 */
export function readElement(reader: HeaderReader, text: string, end: number): number {
  const start = firstInReach(reader, end);
  let last = end - 1;
  while (last >= start && isBlank(text.charCodeAt(last))) last--;
  let begin = parseIPv4FromRight(text, start, last, reader.reported);
  let comma = begin < 0 ? OTHER : commaAt(text, begin - 1, start);
  if (comma === OTHER) {
    begin = parseIPv6FromRight(text, start, last, reader.reported);
    comma = begin < 0 ? OTHER : commaAt(text, begin - 1, start);
  }
  if (comma === OTHER) return readOtherElement(reader, text, last + 1, start);
  reader.reported.setSlice(text, begin, last + 1);
  return comma;
}

/** Reads the element whose last character stands in front of `end`, and is no blank. */
function readOtherElement(reader: HeaderReader, text: string, end: number, start: number): number {
  let from = end;
  let comma = end - 1;
  for (; comma >= start; comma--) {
    const code = text.charCodeAt(comma);
    if (code === COMMA) break;
    if (!isBlank(code)) from = comma;
  }
  reader.reported.setSlice(text, from, end);
  parseEndpoint(text, from, end, reader.reported);
  return comma;
}

/** The comma in front of an address, blanks between them left out; {@link OTHER} if something else stands there. */
function commaAt(text: string, index: number, start: number): number {
  let i = index;
  let code = codeAt(text, i, start);
  while (isBlank(code)) code = codeAt(text, --i, start);
  return code === COMMA ? i : OTHER;
}
