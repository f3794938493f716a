import type { Status } from "../resolution.ts";

/** Why a hop's word cannot be taken. */
export type Failure = Extract<
  Status,
  "missing" | "malformed" | "ambiguous" | "conflict" | "too-long"
>;

/**
 * What a hop told: an `address` (in {@link WalkState.told}), that its peer is `hidden`, that the connection is its
 * `own`, that the list is `exhausted`; or a failure.
 */
export type ReadResult = "address" | "hidden" | "proxy-local" | "exhausted" | Failure;
