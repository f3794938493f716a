import { isNobody } from "../address/special.ts";
import type { End } from "./end.ts";
import { isSidecar } from "../address/special.ts";
import type { Next } from "../path/compile-path.ts";
import type { Status } from "../resolution.ts";
import type { State } from "./walk-state.ts";
import { isLoopback } from "../address/special.ts";

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
