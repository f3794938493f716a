import type { Address } from "./address.ts";
import type { Evidence } from "./evidence.ts";
import { readAddresses } from "./read-address.ts";

/** Addresses that no host on the internet has: a peer there may well be a proxy. */
const NON_PUBLIC = readAddresses(["loopback", "linklocal", "private", "cgnat"]);

/** Whether the address is loopback, link-local, private (RFC 1918, RFC 4193) or carrier-grade NAT (RFC 6598). */
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

/** The first header, lower-case, that only a proxy writes on behalf of somebody else. */
export function forwardingHeader({ rawHeaders, headers }: Evidence): string | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase();
    if (name !== undefined && isForwarding(name)) return name;
  }
  return Object.keys(headers ?? {}).find((name) => isForwarding(name));
}

function isForwarding(name: string): boolean {
  return FORWARDING.has(name) || name.startsWith("x-forwarded-");
}
