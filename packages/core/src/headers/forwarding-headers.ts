import type { Evidence } from "../evidence.ts";
import { proxyHeaderAt } from "./proxy-protocol.ts";

/** Headers that only proxies write. */
const FORWARDING = new Set([
  "ali-cdn-real-ip",
  "cdn-loop",
  "cf-connecting-ip",
  "client-ip",
  "cloudfront-viewer-address",
  "do-connecting-ip",
  "eo-connecting-ip",
  "fastly-client-ip",
  "fly-client-ip",
  "forwarded",
  "forwarded-for",
  "incap-client-ip",
  "true-client-ip",
  "via",
  "x-appengine-user-ip",
  "x-azure-clientip",
  "x-azure-socketip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-envoy-external-address",
  "x-nf-client-connection-ip",
  "x-original-forwarded-for",
  "x-real-ip",
  "x-vercel-forwarded-for",
]);

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
