import { MAX_HOPS } from "../limits.ts";
import { outcomeOf } from "./outcome.ts";
import { isNonUnicast } from "../address/special.ts";
import { readExternalAddress } from "../headers/envoy-external-address.ts";
import { readForwarded } from "../headers/forwarded.ts";
import { readList } from "../headers/list.ts";
import type { EntryPoints, Next, PathHop } from "../path/compile-path.ts";
import { readProxyHeader } from "../headers/proxy-protocol.ts";
import type { Status } from "../resolution.ts";
import { readValue } from "../headers/single-value.ts";
import type { Failure, ReadResult } from "../headers/read-result.ts";
import type { StopReason, WalkState } from "./walk-state.ts";
import type { Trace } from "./trace.ts";
import { hasAddress, recognize } from "./recognize.ts";

/**
 * Walks a path from the socket outwards. The cursor starts at the socket's peer; while it is recognized as the next
 * hop, it moves to what that hop tells about its own peer. Where nobody further out is recognized, the cursor is the
 * client, if `outcomeOf.ts` agrees. What a hop fails to tell is never looked for elsewhere.
 *
 * @param state the cursor, at the socket's peer
 */
export function walk(innermost: Next, state: WalkState, trace?: Trace): Status {
  let next = innermost;
  let hops = 0;
  while (next !== undefined) {
    const hop = next.entryPoints === undefined ? next : chooseEntryPoint(next, state, trace);
    if (typeof hop === "string") return hop;
    if (hop === undefined) break;
    if (hop.tells.kind === "source-address") {
      state.walked = hop;
      trace?.passed(hop, state);
      next = hop.outer;
      continue;
    }

    const recognized = recognize(hop, state);
    trace?.recognized(hop, recognized, state);
    if (recognized === "no") break;
    if (recognized !== "yes") return recognized;
    state.accept(hop);

    let told: ReadResult | undefined;
    do {
      const again = told !== undefined;
      if (++hops > MAX_HOPS) return "too-long";
      if (again) trace?.again(hop, state);
      told = tell(hop, state);
      trace?.told(hop, told, state);
      if (told === "exhausted" && again) return endOf(state, hop.outer, "list-exhausted");
      if (told === "exhausted") return "missing";
      if (told === "proxy-local") return endOf(state, hop.outer, "proxy-local");
      if (told !== "address" && told !== "hidden") return told;
      // What is no host's address is no hop's either, not even of one that any address may be.
      if (told === "address" && isNonUnicast(state.reported)) return "malformed";
      state.advance(hop.source, told === "hidden");
    } while (hop.repeat && hasAddress(hop, state));
    next = hop.outer;
  }
  return endOf(state, next, "stopped");
}

function endOf(state: WalkState, unwalked: Next, stopReason: StopReason): Status {
  state.stopReason = stopReason;
  return outcomeOf(state, unwalked, stopReason);
}

/** WHAT: each grammar reads what the hop says about its peer. */
function tell({ tells, place }: PathHop, state: WalkState): ReadResult {
  switch (tells.kind) {
    case "list":
      return readList(state, tells.header, tells.appends, place);
    case "value":
      return readValue(state, tells.header, tells.format);
    case "external-address":
      return readExternalAddress(state, tells.header, tells.trustedHops);
    case "forwarded":
      return readForwarded(state);
    case "proxy-protocol":
      return readProxyHeader(state);
    default:
      return "hidden";
  }
}

/** The one entry point that recognizes the cursor; two that do cannot both be right. */
function chooseEntryPoint(
  { entryPoints }: EntryPoints,
  state: WalkState,
  trace: Trace | undefined,
): PathHop | Failure | undefined {
  let chosen: PathHop | undefined;
  for (const { entryPoint, seen } of entryPoints) {
    const recognized = recognize(seen, state);
    trace?.entryPoint(seen, recognized, state);
    if (recognized === "no") continue;
    if (recognized !== "yes") return recognized;
    if (chosen !== undefined) return "ambiguous";
    chosen = entryPoint;
  }
  return chosen;
}
