import type { Address } from "../address/address.ts";
import type { HeaderReader } from "./reader.ts";

const TAB = 9;
const SPACE = 32;
const COMMA = 44;

/** How far to the left the budget allows to look. */
export function firstInReach({ budget }: HeaderReader, end: number): number {
  return end > budget ? end - budget : 0;
}

/** Where the comma stands that begins what ends at `end`. Is there none from `start` on, the place before that. */
export function commaBefore(text: string, end: number, start: number): number {
  let at = end - 1;
  while (at >= start && text.charCodeAt(at) !== COMMA) at--;
  return at;
}

/** SP or HTAB, nothing else: `trim()` would remove NBSP, which proxies pass on. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Notes `text[start, end)` without the optional white space (OWS, RFC 9110 5.6.3) at its ends. */
export function setTrimmedSlice(into: Address, text: string, start: number, end: number): void {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  into.setSlice(text, from, to);
}
