import type { Address } from "../address/address.ts";
import type { Evidence } from "../evidence.ts";
import { headerLines, mayBeJoined } from "./header-lines.ts";
import { readElement } from "./list-element.ts";
import type { HeaderReader } from "./reader.ts";
import type { ReadResult } from "./read-result.ts";
import { firstInReach } from "./scan.ts";

/** Needs no anchors: it is matched against exactly 7 characters. */
const UNKNOWN = /unknown/i;

/** What nginx writes for a peer at a unix socket. */
const UNIX = "unix:";

/** How a hop writes a list header. */
export interface ListForm {
  /** Lower case. */
  readonly header: string;
  /** How many elements it appends. */
  readonly appends: number;
  /**
   * `ip`: bare addresses. `ip:port`: with ports, IPv6 in brackets. `undefined`: with or without.
   */
  readonly format: "ip" | "ip:port" | undefined;
  /** Whether it comes in one line. */
  readonly oneLine: boolean;
}

/**
 * Reads what one hop appended to a list header such as X-Forwarded-For: `appends` elements at the
 * right end of the unread part, of which the leftmost is its peer. An empty element is malformed
 * and never skipped, because a client may have written the element to its left.
 *
 * @param listIndex the header's index among the list headers of the path
 * @param outerIsUnix whether the next outer hop is a unix socket: then `unix:` is that hop
 */
export function readList(
  reader: HeaderReader,
  { header, appends, format, oneLine }: ListForm,
  listIndex: number,
  outerIsUnix: boolean,
): ReadResult {
  const list = reader.list(header, listIndex);
  const { text } = list;
  if (text === undefined) return "missing";
  if (oneLine && mayBeSeveral(reader.evidence, header, text)) return "ambiguous";
  if (list.end < 0) return "exhausted";
  for (let read = 0; read < appends; read++) {
    const { end } = list;
    if (end < 0) return "missing";
    const { reported } = reader;
    list.end = readElement(text, firstInReach(reader, end), end, reported, format === "ip");
    reader.budget -= end - list.end;
    if (reader.budget < 0) return "too-long";
    if (format === "ip:port" && reported.port < 0) reported.clear();
    if (reported.family !== 0) continue;
    return read === appends - 1 ? readWord(reported, outerIsUnix) : "malformed";
  }
  return "address";
}

/** Whether the header came in several lines, or may have: who joined them puts `, ` between. */
function mayBeSeveral(evidence: Evidence, header: string, text: string): boolean {
  const [line, ...others] = headerLines(evidence, header);
  if (line === undefined) return text.includes(", ");
  return others.length > 0 || mayBeJoined(evidence, line);
}

/** Reads an element that is no address: `unknown`, or `unix:`, as nginx writes it. */
function readWord(element: Address, outerIsUnix: boolean): ReadResult {
  if (element.to - element.from === UNIX.length && element.slice === UNIX) {
    return outerIsUnix ? "unix" : "hidden";
  }
  return isUnknown(element) ? "hidden" : "malformed";
}

function isUnknown({ text, from, to }: Address): boolean {
  return to - from === 7 && UNKNOWN.test(text.slice(from, to));
}
