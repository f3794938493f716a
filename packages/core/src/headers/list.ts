import type { Address } from "../address/address.ts";
import { readElement } from "./list-element.ts";
import type { HeaderReader } from "./reader.ts";
import type { ReadResult } from "./read-result.ts";

/** Without anchors: it is compared with 7 characters. */
const UNKNOWN = /unknown/i;

/**
 * Reads what one hop appended to a list header such as X-Forwarded-For: `appends` elements at the
 * right end of the unread part, the left-most being its peer. An empty element is malformed
 * and never skipped: the next one to the left would be the client's own.
 *
 * @param listIndex the header's index among the list headers of the path
 */
export function readList(
  reader: HeaderReader,
  header: string,
  appends: number,
  listIndex: number,
): ReadResult {
  const list = reader.list(header, listIndex);
  const { text } = list;
  if (text === undefined) return "missing";
  if (list.end < 0) return "exhausted";
  for (let read = 0; read < appends; read++) {
    const { end } = list;
    if (end < 0) return "missing";
    list.end = readElement(reader, text, end);
    reader.budget -= end - list.end;
    if (reader.budget < 0) return "too-long";
    if (reader.reported.family !== 0) continue;
    const hidden = read === appends - 1 && isUnknown(reader.reported);
    return hidden ? "hidden" : "malformed";
  }
  return "address";
}

function isUnknown({ text, from, to }: Address): boolean {
  return to - from === 7 && UNKNOWN.test(text.slice(from, to));
}
