/** Placeholder replaced with the real thing shortly. */
export interface LiveAddresses {
  readonly name: string;
}
