import type { Transport } from "./targets.ts";

/** What servers are told at their start. */
export interface Setting {
  /** Where the addresses of the CDN are published. */
  readonly url: string;
  /** Milliseconds after which a silent connection is closed; 0 for never. */
  readonly silence: number;
}

/** What the servers' process is at a moment. */
export interface Sample {
  /** Bytes in V8's heap after a collection. */
  readonly heap: number;
  /** Bytes that V8's objects hold outside of its heap. */
  readonly external: number;
  readonly rss: number;
  /** Connections of all servers. */
  readonly connections: number;
  /** Connections whose PROXY headers are not complete. */
  readonly pending: number;
}

/** What has happened in the servers' process so far. */
export interface Events {
  /** Process warnings: name, code, and first line. */
  readonly warnings: readonly string[];
  /** Uncaught errors and unhandled rejections. */
  readonly uncaught: readonly string[];
  /** Connections that were closed for their PROXY header, by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Connections that were closed since they were silent, by transport. */
  readonly silent: Readonly<Record<Transport, number>>;
  /** Live lists that were used, or refused. */
  readonly lists: { readonly updates: number; readonly failures: number };
}

/** What clients leave. */
export interface Rest {
  /** The connections that they keep. */
  readonly kept: number;
  /** Milliseconds for the others to close. */
  readonly patience: number;
}
