import type { Address } from "../address/address.ts";
import type { Evidence } from "../evidence.ts";

export const UNREAD = -2;

/** How far a list header has been read. */
export class List {
  /** All lines joined; `undefined` when there are none. */
  text: string | undefined;
  /** Where the unread part ends; -1 when it is used up. */
  end: number = UNREAD;
}

/** All that a header reader may see of a walk, and all that it may change. */
export interface HeaderReader {
  readonly evidence: Evidence;
  /** The register for the address that was read, and for the text that it was read from. */
  readonly reported: Address;
  /** Characters that may still be scanned. */
  budget: number;
  /** PROXY headers read so far. */
  proxyHeaders: number;
  /** Lines of Forwarded not yet read, the next one last; `undefined` before the first is read. */
  forwardedLines: string[] | undefined;
  /** The unread part of the Forwarded line that is being read. */
  forwardedRest: string | undefined;
  /** A list header of the path, looked up when it is first asked for. */
  list(header: string, listIndex: number): List;
}
