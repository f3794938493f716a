import type { Address } from "./address.ts";
import { isSidecar } from "./address-set.ts";
import type { Next } from "./path.ts";
import type { Status } from "./resolution.ts";
import type { State } from "./state.ts";
import { isLoopback } from "./state.ts";

/** How the walk came to its end: nobody further out was recognised, PROXY LOCAL, or the list of a `repeat` hop ended. */
export type End = "stopped" | "made-by-hop" | "list-exhausted";

/**
 * Whether the cursor, where the walk ended, is the client.
 *
 * @param beyond the hops that were not walked
 */
export function ending(state: State, beyond: Next, end: End): Status {
  if (end !== "made-by-hop" && beyond !== undefined && isHopOf(beyond.addresses, state)) {
    return "unproven";
  }
  if (beyond?.holdsRequired === true) return "bypassed";
  if (state.at !== "address" || isSidecar(state.cursor)) return "hidden";
  return isNobody(state.cursor) || (isLoopback(state.cursor) && !state.local)
    ? "malformed"
    : "resolved";
}

/** A proxy whose proof failed, or that skipped a hop, is not a client. (`any` names nobody.) */
function isHopOf(addresses: NonNullable<Next>["addresses"], state: State): boolean {
  for (const set of addresses) {
    if (state.at === "unix" ? set.unix : state.at === "address" && set.names(state.cursor)) {
      return true;
    }
  }
  return false;
}

/** Unspecified, multicast and broadcast addresses (RFC 1122 3.2.1.3, RFC 4291 2.5.2 and 2.7) are nobody's. */
export function isNobody({ family, a, b, c, d }: Address): boolean {
  return family === 4
    ? a === 0 || a === -1 || a >>> 28 === 0xe
    : a >>> 24 === 0xff || (a | b | c | d) === 0;
}
