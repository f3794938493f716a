import type { Status } from "../resolution.ts";

/** Why what a hop reports cannot be used. */
export type Failure = Extract<
  Status,
  "missing" | "malformed" | "ambiguous" | "conflict" | "too-long"
>;

/**
 * What a header reader found: the peer's `address`, in `HeaderReader.reported`; that the peer is a
 * `unix` socket; that the hop hides its peer; that the connection is the proxy's own
 * (`proxy-local`); that no element is left; or a failure.
 */
export type ReadResult = "address" | "unix" | "hidden" | "proxy-local" | "exhausted" | Failure;
