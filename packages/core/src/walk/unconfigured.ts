import { isNonPublic } from "../address/non-public.ts";
import { forwardingHeader } from "../headers/forwarding-headers.ts";
import type { Status } from "../resolution.ts";
import type { WalkState } from "./walk-state.ts";

/**
 * The status without a configuration, when the socket's peer could be the client. A public peer is
 * the client. A non-public one is too, as in development, unless a header shows that it is a proxy.
 */
export function unconfigured(state: WalkState, status: Status): Status {
  if (status !== "resolved" || !isNonPublic(state.cursor)) return status;
  if (forwardingHeader(state.evidence) !== undefined) return "unconfigured";
  return state.evidence.truncated === true ? "too-long" : status;
}
