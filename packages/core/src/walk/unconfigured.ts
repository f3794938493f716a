import { forwardingHeader } from "../headers/forwarding-headers.ts";
import { isNonPublic } from "../address/non-public.ts";
import type { Status } from "../resolution.ts";
import type { WalkState } from "./walk-state.ts";

/**
 * The answer of a resolver for which nothing is configured, once the socket's peer itself could be the client. A
 * public peer is; a non-public one is as long as nothing shows that it is a proxy (development).
 */
export function unconfigured(state: WalkState, status: Status): Status {
  if (status !== "resolved" || !isNonPublic(state.cursor)) return status;
  if (forwardingHeader(state.evidence) !== undefined) return "unconfigured";
  return state.evidence.truncated === true ? "too-long" : status;
}
