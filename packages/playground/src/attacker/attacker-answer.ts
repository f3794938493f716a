import type { Resolution } from "@client-ip/core";
import type { Change } from "./change.ts";

/** Some characters of a header line, from the first to before the last. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Whether the client can write something else here. */
  readonly controlled: boolean;
  /** What that changes; the gravest first, empty if nothing. */
  readonly changes: readonly Change[];
}

/** One header line. */
export interface LineChanges {
  readonly name: string;
  readonly value: string;
  /** Whether the client wrote all of the line, so that it can leave it out. */
  readonly controlled: boolean;
  /** What leaving it out changes. */
  readonly changes: readonly Change[];
  /** The whole value, in order, without gaps. */
  readonly pieces: readonly Piece[];
}

/** A line that the request does not have, or one more of a name. */
export interface AddedLine {
  readonly name: string;
  /** Whether it reaches the application: no hop of the walk replaces it. */
  readonly controlled: boolean;
  readonly changes: readonly Change[];
}

/** What the client of a request could still change. */
export interface AttackerChanges {
  /** The answer to the request as it is. */
  readonly resolution: Resolution;
  readonly lines: readonly LineChanges[];
  readonly added: readonly AddedLine[];
  /** The PROXY headers, the nearest hop's first. */
  readonly proxyHeaders: readonly Pick<Piece, "controlled" | "changes">[];
  /** False if the request is too long to try every character. */
  readonly complete: boolean;
}
