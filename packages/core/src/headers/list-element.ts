import { codeAt } from "../address/code-at.ts";
import { parseIPv4FromRight } from "../address/ipv4.ts";
import { parseIPv6FromRight } from "../address/ipv6.ts";
import { hasTwoReadings, parseEndpoint } from "../address/parse.ts";
import type { HeaderReader } from "./reader.ts";
import { firstInReach, isBlank } from "./scan.ts";

const COMMA = 44;

/** A character that is not a comma. */
const OTHER = -2;

/**
 * Reads the element that ends at `end`, an address with or without a port, into `reader.reported`,
 * which holds no address if the element is malformed.
 *
 * Reading each character dominates the cost, so a bare address, which most elements are, is parsed
 * and delimited in one pass from right to left. Other elements are delimited first, and then
 * parsed.
 *
 * @param format whether a port may or must follow: see `ListForm`
 * @returns the index of the comma before the element, or -1; if the budget ends first, an index out
 *   of its reach
 */
export function readElement(
  reader: HeaderReader,
  text: string,
  end: number,
  format?: "ip" | "ip:port",
): number {
  const start = firstInReach(reader, end);
  const { reported } = reader;
  let last = end - 1;
  while (last >= start && isBlank(text.charCodeAt(last))) last--;
  let begin = parseIPv4FromRight(text, start, last, reported);
  let comma = begin < 0 ? OTHER : commaAt(text, begin - 1, start);
  if (comma === OTHER) {
    begin = parseIPv6FromRight(text, start, last, reported);
    comma = begin < 0 ? OTHER : commaAt(text, begin - 1, start);
  }
  if (comma === OTHER) return readOtherElement(reader, text, last + 1, start, format);
  reported.setSlice(text, begin, last + 1);
  if (
    format === "ip:port" ||
    (reported.family === 6 && hasTwoReadings(text, begin, last + 1, reported))
  ) {
    reported.clear();
  }
  return comma;
}

/** Reads an element that is not a bare address. The character before `end` is not a blank. */
function readOtherElement(
  reader: HeaderReader,
  text: string,
  end: number,
  start: number,
  format: "ip" | "ip:port" | undefined,
): number {
  let from = end;
  let comma = end - 1;
  for (; comma >= start; comma--) {
    const code = text.charCodeAt(comma);
    if (code === COMMA) break;
    if (!isBlank(code)) from = comma;
  }
  const { reported } = reader;
  reported.setSlice(text, from, end);
  const found = parseEndpoint(text, from, end, reported);
  if (!found || format === "ip" || (format === "ip:port" && reported.port < 0)) reported.clear();
  return comma;
}

/**
 * The index of the comma before an address, skipping blanks; {@link OTHER} if another character is
 * there.
 */
function commaAt(text: string, index: number, start: number): number {
  let i = index;
  let code = codeAt(text, i, start);
  while (isBlank(code)) code = codeAt(text, --i, start);
  return code === COMMA ? i : OTHER;
}
