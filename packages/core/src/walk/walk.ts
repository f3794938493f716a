import { isNonUnicast } from "../address/special.ts";
import { readExternalAddress } from "../headers/envoy-external-address.ts";
import { readForwarded } from "../headers/forwarded.ts";
import { readList } from "../headers/list.ts";
import { readProxyHeader } from "../headers/proxy-protocol.ts";
import type { ReadResult } from "../headers/read-result.ts";
import { readValue } from "../headers/single-value.ts";
import { MAX_HOPS } from "../limits.ts";
import type { EntryPoints, Next, PathHop } from "../path/compile-path.ts";
import type { Status } from "../resolution.ts";
import { outcomeOf } from "./outcome.ts";
import { passPlainList } from "./pass-plain-list.ts";
import { hasAddress, type Recognition, recognize } from "./recognize.ts";
import type { Trace } from "./trace.ts";
import type { StopReason, WalkState } from "./walk-state.ts";

/**
 * Walks a path from the socket outwards. The cursor starts at the socket's peer. While it is
 * recognized as the next hop, it moves to the peer that this hop reports. Where it is not
 * recognized, it is the client, if {@link outcomeOf} agrees. If a hop does not report its peer as
 * configured, the walk fails: no other header is tried.
 *
 * @param state with the cursor at the socket's peer
 */
export function walk(innermost: Next, state: WalkState, trace?: Trace): Status {
  let next = innermost;
  while (next !== undefined) {
    const hop = next.entryPoints === undefined ? next : chooseEntryPoint(next, state, trace);
    if (typeof hop === "string") return hop;
    if (hop === undefined) break;
    if (hop.keepsSource) {
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

    const { reports } = state;
    // A trace has each step.
    if (trace === undefined) {
      next = passPlainList(hop, state);
      if (next !== hop) continue;
    }
    const ended = followReports(hop, state, reports, trace);
    if (ended !== undefined) return ended;
    next = hop.outer;
  }
  return stop(state, next, "stopped");
}

/**
 * Moves the cursor to the peer that the hop reports; for a `repeat` hop again while the cursor is
 * one of its addresses.
 *
 * @param before how many reports the walk had followed when it came to this hop
 * @returns the walk's end, if it ends here
 */
function followReports(
  hop: PathHop,
  state: WalkState,
  before: number,
  trace: Trace | undefined,
): Status | undefined {
  do {
    const repeated = state.reports > before;
    if (state.reports === MAX_HOPS) return "too-long";
    if (repeated) trace?.repeated(hop, state);
    const result = readReport(hop, state);
    trace?.reported(hop, result, state);
    if (result === "address") {
      // Unspecified, multicast and broadcast addresses never match a hop, not even `any`.
      if (isNonUnicast(state.reported)) return "malformed";
      state.advance(hop);
    } else if (result === "unix" || result === "hidden") {
      state.goElsewhere(hop, result);
    } else if (result === "exhausted") {
      return repeated ? stop(state, hop.outer, "list-exhausted") : "missing";
    } else if (result === "proxy-local") return stop(state, hop.outer, "proxy-local");
    else return result;
  } while (hop.repeat && hasAddress(hop, state));
  return undefined;
}

function stop(state: WalkState, unwalked: Next, stopReason: StopReason): Status {
  state.stopReason = stopReason;
  return outcomeOf(state, unwalked, stopReason);
}

/** Reads what the hop reports about its peer, by the kind of its `tells`. */
function readReport({ tells, listIndex, outerIsUnix }: PathHop, state: WalkState): ReadResult {
  switch (tells.kind) {
    case "list":
      return readList(state, tells, listIndex, outerIsUnix);
    case "value":
      return readValue(state, tells.header, tells.format);
    case "external-address":
      return readExternalAddress(state, tells.header, tells.trustedHops);
    case "forwarded":
      return readForwarded(state, tells);
    case "proxy-protocol":
      return readProxyHeader(state);
    default:
      return "hidden";
  }
}

/** The entry point that recognizes the cursor. If two do, the request is ambiguous. */
function chooseEntryPoint(
  { entryPoints }: EntryPoints,
  state: WalkState,
  trace: Trace | undefined,
): PathHop | Exclude<Recognition, "yes" | "no"> | undefined {
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
