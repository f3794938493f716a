/** How a walk can end, and what that means. */
export const STATUSES = {
  resolved: "the client is known",
  unconfigured: "a proxy is in front, and no path is configured",
  "no-peer": "the connection was closed before its peer was read",
  missing: "a hop did not report its peer",
  malformed: "a hop sent text that cannot be read, or that is not a client's address",
  ambiguous: "the evidence can be read in two ways",
  hidden: "a hop hides its peer, and no proof says who that is",
  conflict: "two headers of one hop disagree",
  unproven: "the address belongs to a hop whose proof failed, or that skipped a hop",
  bypassed: "the request did not come through a required hop",
  "too-long": "a limit was reached: 32 hops, 4 KiB scanned, or the server's header limit",
} as const;

/** How a walk ended; only with `resolved` is there a client. */
export type Status = keyof typeof STATUSES;

/** What a resolved answer may warn of, and what that means. */
export const WARNINGS = {
  "proxy-local": "PROXY LOCAL or UNKNOWN: the connection is the hop's own, and so is the address",
  "list-exhausted": "the list ended inside a repeat range: the address may be a proxy's",
  "unrecognized-proxy":
    "a non-public peer that is not a hop of the path sends forwarding headers: it is probably a proxy",
} as const;

/** What a reader should know beside the answer. */
export type Warning = keyof typeof WARNINGS;

/** The weakest ground on which a hop of the walk was believed: `identity` = `secret` > `address` > `count` > `none`. */
export type Proof = "identity" | "secret" | "address" | "count" | "none";

/** The answer. Immutable. */
export interface Resolution {
  /** The client: canonical text (RFC 5952; IPv4-mapped folded to IPv4), no port. `undefined` unless `resolved`. */
  readonly ip: string | undefined;
  /** The client's port, 0–65535, where what named the client said one. */
  readonly port: number | undefined;
  readonly status: Status;
  /** Names of the hops walked, in the order traffic flows. */
  readonly via: readonly string[];
  /** What named the client: `socket`, `proxy-protocol` or a lower-case header name. `undefined` unless `resolved`. */
  readonly source: string | undefined;
  readonly proof: Proof;
  /** The mesh identity that proved the outermost hop recognized by one. */
  readonly identity: string | undefined;
  /** The socket's peer: canonical text, `unix`, or `undefined` when it was gone. For audit and limiters. */
  readonly peer: string | undefined;
  readonly warnings: readonly Warning[];
}
