import { isNonPublic } from "../address/non-public.ts";
import { forwardingHeader } from "../headers/forwarding-headers.ts";
import { proxyHeaderAt } from "../headers/proxy-protocol.ts";
import type { Status, Warning } from "../resolution.ts";
import type { ProbableProxies } from "./probable-proxy.ts";
import type { WalkState } from "./walk-state.ts";

/** What may be wrong with an answer; `undefined` if nothing is. */
export function warningOf(
  state: WalkState,
  status: Status,
  probableProxies: ProbableProxies,
): Warning | undefined {
  if (status === "unproven" && hasUnreadHeader(state)) return "unrecognized-proxy";
  if (status !== "resolved") return undefined;
  if (state.stopReason !== "stopped") return state.stopReason;
  const unrecognized = state.source === "socket" && isNonPublic(state.cursor);
  if (unrecognized && forwardingHeader(state.evidence) !== undefined) return "unrecognized-proxy";
  return probableProxies.has(state) ? "probable-proxy" : undefined;
}

/** Whether the connection has a PROXY header that no hop of the path has read. */
export function hasUnreadHeader({ evidence, proxyHeaders }: WalkState): boolean {
  return proxyHeaders === 0 && proxyHeaderAt(evidence, 0) !== undefined;
}
