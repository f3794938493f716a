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

    let result: ReadResult | undefined;
    do {
      const repeated = result !== undefined;
      if (++hops > MAX_HOPS) return "too-long";
      if (repeated) trace?.repeated(hop, state);
      result = readReport(hop, state);
      trace?.reported(hop, result, state);
      if (result === "exhausted" && repeated) return stop(state, hop.outer, "list-exhausted");
      if (result === "exhausted") return "missing";
      if (result === "proxy-local") return stop(state, hop.outer, "proxy-local");
      if (result !== "address" && result !== "hidden") return result;
      // What is no host's address is no hop's either, not even of one that any address may be.
      if (result === "address" && isNonUnicast(state.reported)) return "malformed";
      state.advance(hop.source, result === "hidden");
    } while (hop.repeat && hasAddress(hop, state));
    next = hop.outer;
  }
  return stop(state, next, "stopped");
}

function stop(state: WalkState, unwalked: Next, stopReason: StopReason): Status {
  state.stopReason = stopReason;
  return outcomeOf(state, unwalked, stopReason);
}

/** WHAT: each grammar reads what the hop says about its peer. */
function readReport({ tells, listIndex }: PathHop, state: WalkState): ReadResult {
  switch (tells.kind) {
    case "list":
      return readList(state, tells.header, tells.appends, listIndex);
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
  for (const { entryPoint, visible } of entryPoints) {
    const recognized = recognize(visible, state);
    trace?.entryPoint(visible, recognized, state);
    if (recognized === "no") continue;
    if (recognized !== "yes") return recognized;
    if (chosen !== undefined) return "ambiguous";
    chosen = entryPoint;
  }
  return chosen;
}
