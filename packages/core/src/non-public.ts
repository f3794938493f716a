import type { Address } from "./address.ts";
import type { Evidence } from "./evidence.ts";
import { proxyHeaderAt } from "./proxy-evidence.ts";
import { readAddresses } from "./read-address.ts";

/**
 * Addresses that no host on the internet has: a peer there may well be a proxy. Loopback, link-local, private, carrier-grade
 * NAT, and of the IANA special-purpose registries (RFC 6890) those that some networks use inside. (The ranges for
 * documentation count as public: nobody uses them.)
 */
export const NON_PUBLIC_RANGES: readonly string[] = [
  "loopback",
  "linklocal",
  "private",
  "cgnat",
  "0.0.0.0/8",
  "192.0.0.0/24",
  "198.18.0.0/15",
  "240.0.0.0/4",
  "64:ff9b:1::/48",
  "100::/64",
  "fec0::/10",
];

const NON_PUBLIC = readAddresses(NON_PUBLIC_RANGES);

/** Whether no host on the internet has the address. */
export function isNonPublic(address: Address): boolean {
  return NON_PUBLIC.matches(address);
}

const FORWARDING = new Set([
  "ali-cdn-real-ip",
  "cdn-loop",
  "cf-connecting-ip",
  "client-ip",
  "cloudfront-viewer-address",
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
 * The first header, lower-case, that only a proxy writes on behalf of somebody else; `proxy-protocol` where the
 * connection itself begins with one.
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
