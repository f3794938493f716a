import { parseEndpoint } from "./address.ts";
import { joinedHeader } from "./header-lines.ts";
import type { State, Told } from "./state.ts";

const COMMA = ",";
const SPACE = 32;
const TAB = 9;

/**
 * Reads what one hop appended to a list header such as X-Forwarded-For: `appends` elements from the right end of
 * what is unread, the left-most of them being its peer. An empty element is malformed, never skipped: the next one
 * left would be the client's own.
 *
 * @param place of this header among the list headers of the path
 */
export function readList(state: State, header: string, appends: number, place: number): Told {
  const text = joinedHeader(state.evidence, header);
  if (text === undefined) return "missing";
  let end = state.ends[place] ?? text.length;
  if (end < 0) return "exhausted";
  let hidden = false;
  for (let read = 0; read < appends; read++) {
    if (end < 0) return "missing";
    const start = commaBefore(text, end) + 1;
    state.budget -= end - start + 1;
    if (state.budget < 0) return "too-long";
    lookAt(state, text, start, end);
    const found = parseEndpoint(text, state.from, state.to, state.told);
    hidden = !found && read === appends - 1 && state.element.toLowerCase() === "unknown";
    if (!found && !hidden) return "malformed";
    end = start - 1;
  }
  state.ends[place] = end;
  return hidden ? "hidden" : "address";
}

/** Where the comma stands that begins the element ending at `end`, or -1. */
export function commaBefore(text: string, end: number): number {
  // lastIndexOf takes a negative position for 0, which would find a leading comma again and again.
  return end === 0 ? -1 : text.lastIndexOf(COMMA, end - 1);
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
