import type { Address } from "../address/address.ts";
import type { Evidence } from "../evidence.ts";

/** {@link List.end} before the list was looked up. */
export const UNREAD = -2;

/** How far a list header has been read. */
export class List {
  /** All lines, joined with commas; `undefined` when the header is absent. */
  text: string | undefined;
  /** The length of the unread part, `text[0, end)`; -1 when all elements were read. */
  end: number = UNREAD;
}

/** All that a header reader may see of a walk, and all that it may change. */
export interface HeaderReader {
  readonly evidence: Evidence;
  /** The register for the address that is read, and for its text. */
  readonly reported: Address;
  /** Characters that may still be scanned. */
  budget: number;
  /** PROXY headers read so far. */
  proxyHeaders: number;
  /** Lines of Forwarded not yet read, the next one last; `undefined` before the first is read. */
  forwardedLines: string[] | undefined;
  /** The unread part of the Forwarded line that is being read. */
  forwardedRest: string | undefined;
  /** The state of a list header, which is looked up at the first call. */
  list(header: string, listIndex: number): List;
}
