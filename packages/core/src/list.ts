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
 */
export function readList(state: State, header: string, appends: number): Told {
  const text = joinedHeader(state.evidence, header);
  if (text === undefined) return "missing";
  let end = state.ends.get(header) ?? text.length;
  if (end < 0) return "exhausted";
  let hidden = false;
  for (let read = 0; read < appends; read++) {
    if (end < 0) return "missing";
    const start = commaBefore(text, end) + 1;
    state.budget -= end - start + 1;
    if (state.budget < 0) return "too-long";
    const element = trimBlanks(text.slice(start, end));
    state.element = element;
    const found = parseEndpoint(element, 0, element.length, state.told);
    hidden = !found && read === appends - 1 && element.toLowerCase() === "unknown";
    if (!found && !hidden) return "malformed";
    end = start - 1;
  }
  state.ends.set(header, end);
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

/** Text without the SP and HTAB at its ends (OWS, RFC 9110 5.6.3). */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}
