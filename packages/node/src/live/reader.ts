/** What a source lists at the moment. */
export interface Reading {
  readonly prefixes: readonly string[];
  /** When that was right; now, if left out. */
  readonly date?: Date;
  /** When the publisher made each document, if it says so; always in the same order. */
  readonly published?: readonly Date[];
  /** How long it is right, in milliseconds, if the source says so. */
  readonly lifetime?: number;
}

/** Reads one source. */
export interface Reader {
  /**
   * @returns `undefined` if nothing has changed since the reading that was kept last
   * @throws ClientIpError if not all of it can be read
   */
  read(signal: AbortSignal): Promise<Reading | undefined>;
  /** Says that the last reading was used. What was refused is to be read again. */
  keep(): void;
}
