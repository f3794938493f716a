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

/** How far Forwarded has been read. */
export class ForwardedLines {
  /** Lines not yet read, the next one last; `undefined` before the first is read. */
  lines: string[] | undefined;
  /** The line that is being read. */
  line = "";
  /** The length of its unread part, `line[0, end)`; -1 when all of it was read. */
  end = -1;
  /** Whether it has been searched for a client's text without quotes. */
  checked = false;

  /** Resets it for the next request. */
  reset(): void {
    this.lines = undefined;
    this.end = -1;
  }
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
  readonly forwarded: ForwardedLines;
  /** The state of a list header. The first call looks the header up. */
  list(header: string, listIndex: number): List;
}
