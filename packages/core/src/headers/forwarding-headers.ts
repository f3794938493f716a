import type { Evidence } from "../evidence.ts";
import { ADDRESS_HEADERS } from "./address-headers.ts";
import { proxyHeaderAt } from "./proxy-protocol.ts";

/** Headers that proxies write. */
const FORWARDING = new Set([...ADDRESS_HEADERS, "cdn-loop", "via"]);

/**
 * The first forwarding header: evidence that the peer is a proxy.
 *
 * @returns the lower-case name, `proxy-protocol` if the connection begins with a PROXY header, or
 *   `undefined`
 */
export function forwardingHeader(evidence: Evidence): string | undefined {
  if (proxyHeaderAt(evidence, 0) !== undefined) return "proxy-protocol";
  const { rawHeaders, headers } = evidence;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase();
    if (name !== undefined && isForwarding(name)) return name;
  }
  return Object.keys(headers ?? {}).find((name) => isForwarding(name));
}

function isForwarding(name: string): boolean {
  return FORWARDING.has(name) || name.startsWith("x-forwarded-");
}
