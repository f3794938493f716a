import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, HOP_RULES, type HopOptions } from "../options.ts";
import { GOOGLE_FRONT_ENDS } from "./google-alb.ts";

/**
 * The options of {@link googleProxyNlb}. The `address` of a regional or internal balancer is its
 * proxy-only subnet; that of a Private Service Connect service is its NAT subnet.
 */
export type GoogleProxyNlbOptions = HopOptions;

export const GOOGLE_PROXY_NLB_FACTS: FactSheet = {
  preset: "googleProxyNlb",
  vendor: "Google Cloud",
  what: "proxy Network Load Balancer (TCP or SSL) with `PROXY_V1`; also Private Service Connect",
  words: [
    "TCP proxy load balancer",
    "SSL proxy load balancer",
    "PROXY_V1",
    "--proxy-header",
    "Private Service Connect",
    "PSC",
  ],
  example: "googleProxyNlb()",
  text: "google-proxy-nlb",
  sample: {
    peer: "35.191.10.9",
    headers: ["X-Forwarded-For: 6.6.6.6"],
    proxySource: "203.0.113.7",
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "a regional or internal balancer",
      example: "googleProxyNlb({ address: '10.129.0.0/23' })",
      note: "The address is its proxy-only subnet.",
    },
    {
      what: "Private Service Connect, in the producer's network",
      example: "googleProxyNlb({ address: '10.4.0.0/24' })",
      note: "The address is its NAT subnet. The client is an address in the consumer's network, and two consumers may use the same. The PROXY header's TLV 0xE0 holds the connection's id: read it with `gcpPscConnectionId` of @client-ip/proxy-protocol, and use both as the key.",
    },
  ],
  tells:
    "Nothing by default. With `--proxy-header PROXY_V1` the connection begins with a PROXY header of version 1. A Private Service Connect service sends version 2 if its PROXY protocol is on.",
  scheme: "Passes every header on.",
  peer: "A Google front end, in the same ranges as googleAlb; of a regional or internal balancer an address in its proxy-only subnet; of Private Service Connect one in its NAT subnet.",
  forged: "All headers pass, as sent.",
  authenticate:
    "By the front ends' ranges, which Google documents for firewall rules: a PROXY header from any other address is refused.",
  traps: [
    "PROXY is off by default: it then hides the client, and every request is `missing`.",
    "A health check needs `--proxy-header PROXY_V1` as well: without it its connections are refused.",
    "A passthrough Network Load Balancer is no hop: it keeps the client's address, so write 'direct'.",
  ],
  sources: [
    "https://cloud.google.com/load-balancing/docs/proxy-network-load-balancer",
    "https://cloud.google.com/load-balancing/docs/firewall-rules",
    "https://github.com/pires/go-proxyproto/blob/c435999/tlvparse/gcp.go",
  ],
  read: "2026-11-29",
  confidence: ["documented", "reported"],
};

const RULES: OptionRules<GoogleProxyNlbOptions> = HOP_RULES;

/**
 * A hop for a Google Cloud proxy Network Load Balancer that sends PROXY. Facts and sources:
 * docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { googleProxyNlb } from "@client-ip/presets";
 *
 * const resolver = createResolver(googleProxyNlb());
 * resolver.resolve({ peer: "35.191.10.9", rawHeaders: [] }).status; // -> "missing"
 * ```
 */
export function googleProxyNlb(options: GoogleProxyNlbOptions = {}): Hop {
  checkPreset(GOOGLE_PROXY_NLB_FACTS, options, RULES);
  return {
    name: "googleProxyNlb",
    address: GOOGLE_FRONT_ENDS,
    tells: "proxy-protocol",
    ...options,
  };
}
