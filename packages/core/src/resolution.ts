/** How a walk can end, and what that means; {@link Explanation} prints it. */
export const STATUSES = {
  resolved: "the client is known",
  unconfigured: "a proxy is in front, and no path is configured",
  "no-peer": "the connection was closed before its peer was read, or there is none (AWS Lambda)",
  missing: "a hop did not report its peer",
  malformed: "a hop sent text that cannot be read, or that is not a client's address",
  ambiguous: "the evidence can be read in two ways",
  hidden: "a hop hides its peer, and no proof says who that is",
  conflict: "two headers of one hop disagree",
  unproven:
    "the address belongs to a hop whose proof failed or that skipped a hop, or the path asks for more: `atLeast`, `onProbableProxy`",
  bypassed: "the request did not come through a required hop",
  "too-long": "a limit was reached: 32 hops, 4 KiB scanned, or the server's header limit",
} as const;

/** How a walk ended; only with `resolved` is there a client. */
export type Status = keyof typeof STATUSES;

/** What a resolution may warn of, and what that means; {@link Explanation} prints it. */
export const WARNINGS = {
  "proxy-local": "PROXY LOCAL or UNKNOWN: the connection is the hop's own, and so is the address",
  "list-exhausted": "the list ended inside a repeat range: the address may be a proxy's",
  "unrecognized-proxy":
    "a non-public peer that is not a hop of the path sends forwarding headers: it is probably a proxy",
  "probable-proxy":
    "the address is the single one of a hop, a CDN's or a gateway's, or all requests have it: a hop is probably missing in the path",
} as const;

/** What may be wrong with a resolved address. */
export type Warning = keyof typeof WARNINGS;

/**
 * How strong the proof of the weakest hop of the walk is, strongest first:
 *
 * - `identity`, `secret`: proven by a certificate or a secret.
 * - `address`: as good as your network.
 * - `count`: only the number of proxies is known.
 * - `none`: no hop was recognized, or the client may be one more proxy.
 */
export type Proof = "identity" | "secret" | "address" | "count" | "none";

/** The answer for one request. Frozen. */
export interface Resolution {
  /**
   * The client's address: canonical text (RFC 5952, IPv4-mapped as IPv4), no port. `undefined`
   * unless `resolved`.
   */
  readonly ip: string | undefined;
  /** The client's port, 0 to 65535, if the evidence has it. */
  readonly port: number | undefined;
  /** How the walk ended. docs/errors.md has a heading for each status. */
  readonly status: Status;
  /** Names of the hops that were passed, in the order that traffic flows. */
  readonly via: readonly string[];
  /**
   * The evidence that has the address: `socket`, `proxy-protocol` or a lower-case header name.
   * `undefined` unless `resolved`.
   */
  readonly source: string | undefined;
  /** The proof of the weakest hop that was passed. */
  readonly proof: Proof;
  /** The identity that proved the outermost hop that was recognized by identity. */
  readonly identity: string | undefined;
  /**
   * The socket's peer: canonical text, `unix`, `invoker`, or `undefined` if the connection was
   * closed.
   */
  readonly peer: string | undefined;
  /**
   * Only if `ip` is `undefined`: the outermost address that is proven by more than the number of
   * hops. Canonical text, `unix`, `invoker`, or `undefined` without a peer.
   */
  readonly outermost?: string | undefined;
  /**
   * The scheme that the client used, if the path says who tells it (`Hop.proto`). Only of an answer
   * with a client, and left out if it is not known.
   */
  readonly proto?: "http" | "https";
  /**
   * The host that the client asked for: `uri-host [ ":" port ]` (RFC 9110 7.2), as sent, if the
   * path says who tells it (`Hop.host`). It is the client's wish, not proof. Left out if it is not
   * known.
   */
  readonly host?: string;
  /** What may be wrong with `ip`, although the walk ended well. */
  readonly warnings: readonly Warning[];
}
