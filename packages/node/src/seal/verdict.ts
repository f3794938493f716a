import type { Evidence, Resolution } from "@client-ip/core";
import { forwardingHeader } from "@client-ip/core/internal";
import { warnOfRejection } from "../warnings/rejection.ts";
import type { AskedRequest, Refusal } from "./options.ts";

/** Whether the application sees a request. */
export type Verdict = "pass" | "reject";

/**
 * A request passes if its client is known, or if the configuration lets it.
 *
 * @param evidenceOf what arrived; called for a health check alone.
 */
export function verdictOn(
  req: AskedRequest,
  resolution: Resolution,
  refusal: Refusal,
  evidenceOf: () => Evidence,
): Verdict {
  if (resolution.ip !== undefined || mayPass(req, resolution, refusal)) return "pass";
  if (isHealthUrl(req, refusal) && !hasForwardingHeader(evidenceOf(), refusal)) return "pass";
  warnOfRejection(resolution.status);
  return "reject";
}

/** Whether the configuration lets a request pass whose client is unknown. */
function mayPass(req: AskedRequest, resolution: Resolution, { onUnresolved }: Refusal): boolean {
  if (typeof onUnresolved !== "function") return onUnresolved === "peer";
  try {
    const chosen: unknown = onUnresolved(req, resolution);
    // Otherwise its rejection would end the process.
    if (chosen instanceof Promise) chosen.catch(() => {});
    return chosen === "peer";
  } catch {
    return false;
  }
}

function isHealthUrl({ method, url }: AskedRequest, { health }: Refusal): boolean {
  return url !== undefined && health.has(url) && (method === "GET" || method === "HEAD");
}

/**
 * The path's own headers count, too: a proxy writes them for each client. So does a line that may
 * have been dropped.
 */
function hasForwardingHeader(evidence: Evidence, { addressHeaders }: Refusal): boolean {
  if (evidence.truncated === true || forwardingHeader(evidence) !== undefined) return true;
  const { rawHeaders, headers = {} } = evidence;
  const names = [...rawHeaders.filter((_, index) => index % 2 === 0), ...Object.keys(headers)];
  return names.some((name) => addressHeaders.has(name));
}
