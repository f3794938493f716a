import type { Address } from "../address/address.ts";
import type { HeaderReader } from "./reader.ts";

const TAB = 9;
const SPACE = 32;
const COMMA = 44;

/** The first index before `end` that the budget allows to scan. */
export function firstInReach({ budget }: HeaderReader, end: number): number {
  return end > budget ? end - budget : 0;
}

/** The index of the last comma in `text[start, end)`, or `start - 1`. */
export function commaBefore(text: string, end: number, start: number): number {
  let at = end - 1;
  while (at >= start && text.charCodeAt(at) !== COMMA) at--;
  return at;
}

/** Whether it is SP or HTAB. `trim()` would remove NBSP too, which proxies pass on. */
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
