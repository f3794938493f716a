/**
 * How a walk ended.
 *
 * - `resolved`: `ip` is the client.
 * - `unconfigured`: nothing is configured, and a non-public peer sends forwarding headers.
 * - `no-peer`: the connection was gone before its peer was read.
 * - `missing`: a recognized hop did not say what it tells.
 * - `malformed`: what it said is no address of a client, or breaks the header's grammar.
 * - `ambiguous`: what it said can be read in two ways.
 * - `hidden`: a hop hides its peer and no proof says who that is.
 * - `conflict`: two statements of one hop differ.
 * - `unproven`: the address belongs to a hop of the path whose proof failed, or that skipped a hop.
 * - `bypassed`: the request did not come through a `required` hop.
 * - `too-long`: a bound was reached (32 hops, 4 KiB scanned, the server's header limit).
 */
export type Status =
  | "resolved"
  | "unconfigured"
  | "no-peer"
  | "missing"
  | "malformed"
  | "ambiguous"
  | "hidden"
  | "conflict"
  | "unproven"
  | "bypassed"
  | "too-long";

/** The weakest ground on which a hop of the walk was believed: `identity` = `secret` > `address` > `count` > `none`. */
export type Proof = "identity" | "secret" | "address" | "count" | "none";

/**
 * What a reader should know beside the answer.
 *
 * - `proxy-local`: the connection is the hop's own (PROXY LOCAL): `ip` is the hop.
 * - `list-exhausted`: the list ended inside a `repeat` range: `ip` may be a proxy.
 * - `unrecognized-proxy`: a non-public peer that is no hop of the path sends forwarding headers.
 */
export type Warning = "proxy-local" | "list-exhausted" | "unrecognized-proxy";

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
