import { type AddressSet, hasPendingList } from "../address/address-set.ts";
import { joinedHeader } from "../headers/header-lines.ts";
import type { Next } from "../path/compile-path.ts";
import type { Status } from "../resolution.ts";
import type { StopReason, WalkState } from "./walk-state.ts";
import { isLoopback, isNonUnicast, isOrdinary, isReserved, isSidecar } from "../address/special.ts";

/**
 * Whether the cursor, where the walk stopped, is the client.
 *
 * @param unwalked the hops that were not walked
 */
export function outcomeOf(state: WalkState, unwalked: Next, stopReason: StopReason): Status {
  if (unwalked !== undefined) {
    if (stopReason !== "proxy-local" && isHopOf(unwalked.addresses, state)) return "unproven";
    if (unwalked.holdsRequired) return "bypassed";
  }
  const { cursor } = state;
  if (cursor.family === 0) return state.at === "invoker" ? "no-peer" : "hidden";
  if (isOwnAddress(state)) return "hidden";
  return isOrdinary(cursor) ? "resolved" : outcomeOfSpecial(state);
}

function outcomeOfSpecial(state: WalkState): Status {
  if (isSidecar(state.cursor)) return "hidden";
  return isNoClient(state) ? "malformed" : "resolved";
}

function isNoClient(state: WalkState): boolean {
  const { cursor, local, reserved } = state;
  if (isReserved(cursor)) {
    return reserved?.matchesExplicitly(cursor) !== true || isPseudoIPv4(state);
  }
  return isNonUnicast(cursor) || (isLoopback(cursor) && !local);
}

/**
 * Whether Cloudflare reported it. With Pseudo IPv4, Cloudflare invents a reserved address for an
 * IPv6 client, in CF-Connecting-IP and X-Forwarded-For.
 */
export function isPseudoIPv4({ source, evidence }: WalkState): boolean {
  return source === "cf-connecting-ip" || joinedHeader(evidence, "cf-pseudo-ipv4") !== undefined;
}

/**
 * Whether the cursor has an address of an unwalked hop: then it is a proxy whose proof failed, or
 * that skipped a hop. `any` does not count. Every address may be in a live list that is not known
 * yet.
 */
function isHopOf(addresses: NonNullable<Next>["addresses"], state: WalkState): boolean {
  for (const set of addresses) {
    if (
      state.at === "address"
        ? set.matchesExplicitly(state.cursor) || hasPendingList(set)
        : isAt(state.at, set)
    ) {
      return true;
    }
  }
  return false;
}

function isAt(at: Exclude<WalkState["at"], "address">, set: AddressSet): boolean {
  return at !== "hidden" && set[at];
}

/**
 * Whether a hop in a range reported its own address as its peer's: something between the two hides
 * the peer. A client on the machine of a single proxy has the proxy's address, as on loopback.
 */
function isOwnAddress({ reports, cursor, reported, walked }: WalkState): boolean {
  if (reports === 0 || !cursor.equals(reported) || isLoopback(cursor)) return false;
  return walked?.address?.isHosts !== true;
}
