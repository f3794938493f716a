import { MAX_FORWARDED_NODE } from "../limits.ts";
import { hasUnquotedText, node, parseElement, unescaped } from "./forwarded-element.ts";
import { parseNode } from "./forwarded-node.ts";
import { headerLines, mayBeJoined } from "./header-lines.ts";
import { firstInReach, setTrimmedSlice } from "./scan.ts";
import type { ForwardedLines, HeaderReader } from "./reader.ts";
import type { ReadResult } from "./read-result.ts";

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;

/** How a hop writes Forwarded. */
export interface ForwardedForm {
  /** IPv6 in `for` and `by` may lack its quotes and brackets. */
  readonly unquoted: boolean;
  /** The hop passes only hosts that it knows, so that no host can hold another element. */
  readonly hostChecked: boolean;
  /** The hop adds a line of its own, with one element. */
  readonly ownLine: boolean;
}

/**
 * Reads what one hop appended to Forwarded (RFC 7239): the last unread element of the last unread
 * line. Lines are not joined: a quote that a client left open would swallow the next line.
 *
 * The element is found from the right, so nothing to its left matters. Only one suffix of a line
 * can be a complete element: one that begins inside a quoted-string would end inside quotes.
 *
 * If the hop writes the Host without quotes, a client can end the hop's element in its Host and
 * begin another. So the whole line is searched for such a parameter.
 */
export function readForwarded(reader: HeaderReader, form: ForwardedForm): ReadResult {
  const { forwarded } = reader;
  const begins = forwarded.end < 0;
  if (begins && !nextLine(reader)) return "exhausted";
  if (mayBeJoined(reader.evidence, forwarded.line) && forwarded.line.includes('"')) {
    reader.reported.setSlice("", 0, 0);
    return "ambiguous";
  }
  const { line, end } = forwarded;
  const start = firstInReach(reader, end);
  const comma = form.ownLine ? start - 1 : commaBeforeLast(line, end, start);
  reader.budget -= end - comma;
  if (reader.budget < 0) return "too-long";
  forwarded.end = comma;
  setTrimmedSlice(reader.reported, line, comma + 1, end);
  if (form.ownLine && !begins) return "malformed";
  if (!form.hostChecked && !isChecked(forwarded)) return "malformed";
  if (!parseElement(line, reader.reported.from, reader.reported.to, form)) return "malformed";
  if (node.to - node.from > MAX_FORWARDED_NODE) return "too-long";
  const text = line.slice(node.from, node.to);
  const plain = text.includes("\\") ? unescaped(text) : text;
  return parseNode(plain, form.unquoted, reader.reported);
}

/** Begins the last unread line; false if there is none. */
function nextLine({ evidence, forwarded }: HeaderReader): boolean {
  forwarded.lines ??= headerLines(evidence, "forwarded");
  const line = forwarded.lines.pop();
  if (line === undefined) return false;
  forwarded.line = line;
  forwarded.end = line.length;
  forwarded.checked = false;
  return true;
}

/**
 * Whether no parameter left of the element holds a client's text without quotes. Checks each line
 * once.
 */
function isChecked(forwarded: ForwardedLines): boolean {
  if (forwarded.checked) return true;
  forwarded.checked = !hasUnquotedText(forwarded.line, forwarded.end);
  return forwarded.checked;
}

/**
 * The index of the comma before the last element of `line[0, end)`: the last comma from `start` on
 * that is not in a quoted-string (RFC 9110 5.6.4), or `start - 1`.
 */
function commaBeforeLast(line: string, end: number, start: number): number {
  // Fast path: most lines have no comma.
  if (!line.includes(",", start)) return start - 1;
  let quoted = false;
  let at = end - 1;
  for (; at >= start; at--) {
    const code = line.charCodeAt(at);
    if (code === COMMA && !quoted) break;
    // From the right, any quote begins a string, and one that is not escaped ends it.
    if (code === QUOTE) quoted = !quoted || line.charCodeAt(at - 1) === BACKSLASH;
  }
  return at;
}
