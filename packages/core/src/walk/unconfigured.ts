import { forwardingHeader } from "../headers/forwarding-headers.ts";
import type { Status } from "../resolution.ts";
import type { WalkState } from "./walk-state.ts";

/**
 * The status without a configuration, when the socket's peer is not public. It is the client, as in
 * development, unless a header shows that it is a proxy.
 */
export function unconfigured({ evidence }: WalkState): Status {
  if (forwardingHeader(evidence) !== undefined) return "unconfigured";
  return evidence.truncated === true ? "too-long" : "resolved";
}
