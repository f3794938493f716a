/** A copy of a list that a vendor publishes, as of one day. */
export interface Snapshot {
  /** The last day on which the vendor is known to have published exactly these: YYYY-MM-DD. */
  readonly date: string;
  /** The SHA-256 of the addresses with a line feed between them, in hexadecimal. */
  readonly sha256: string;
  /** Addresses and CIDRs, in order, with white space around each. */
  readonly text: string;
}

/** The addresses of a snapshot. */
export function prefixesOf({ text }: Snapshot): readonly string[] {
  return text.trim().split(/\s+/);
}
