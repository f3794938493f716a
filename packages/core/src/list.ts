import type { Address } from "./address.ts";
import { readElement } from "./list-element.ts";
import type { State, Told } from "./state.ts";

const TAB = 9;
const SPACE = 32;
const COMMA = 44;

const UNKNOWN = /^unknown$/i;

/**
 * Reads what one hop appended to a list header such as X-Forwarded-For: `appends` elements from the right end of
 * what is unread, the left-most of them being its peer. An empty element is malformed, never skipped: the next one
 * left would be the client's own.
 *
 * @param place of this header among the list headers of the path
 */
export function readList(state: State, header: string, appends: number, place: number): Told {
  const list = state.list(header, place);
  const { text } = list;
  if (text === undefined) return "missing";
  if (list.end < 0) return "exhausted";
  for (let read = 0; read < appends; read++) {
    const { end } = list;
    if (end < 0) return "missing";
    list.end = readElement(state, text, end);
    state.budget -= end - list.end;
    if (state.budget < 0) return "too-long";
    if (state.told.family !== 0) continue;
    const hidden = read === appends - 1 && isUnknown(state.told);
    return hidden ? "hidden" : "malformed";
  }
  return "address";
}

function isUnknown({ text, from, to }: Address): boolean {
  return to - from === 7 && UNKNOWN.test(text.slice(from, to));
}

/** How far to the left the budget allows to look. */
export function firstInReach({ budget }: State, end: number): number {
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

/** Notes `text[start, end)` without the SP and HTAB at its ends (OWS, RFC 9110 5.6.3) as what is looked at. */
export function lookAt(state: State, text: string, start: number, end: number): void {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  state.look(text, from, to);
}
