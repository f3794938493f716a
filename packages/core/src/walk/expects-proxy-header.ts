import { isNobody } from "../address/special.ts";
import type { Next } from "../path/compile-path.ts";
import { proxyHeaderAt, readProxyHeader } from "../headers/proxy-protocol.ts";
import type { State } from "./walk-state.ts";
import { hasAddress } from "./recognize.ts";

/**
 * Whether the walk, as far as the connection alone decides it, stands at a PROXY hop whose header has not been read.
 *
 * @param state the cursor, at the socket's peer
 */
export function expectsProxyHeader(innermost: Next, state: State): boolean {
  let next = innermost;
  while (next !== undefined) {
    if (next.doors === undefined && next.tells.kind === "source-address") {
      next = next.outer;
      continue;
    }
    const candidates = next.doors === undefined ? [next] : next.doors.map(({ seen }) => seen);
    const hop = candidates.find(
      (seen) => seen.tells.kind === "proxy-protocol" && hasAddress(seen, state),
    );
    if (hop === undefined) return false;
    if (proxyHeaderAt(state.evidence, state.proxyHeaders) === undefined) return true;
    if (readProxyHeader(state) !== "address" || isNobody(state.told)) return false;
    state.advance(hop.source, false);
    next = hop.outer;
  }
  return false;
}
