import type { Hop, Path } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { balancer, type BalancerOptions, layer7, LAYER_7_RULES } from "./balancer.ts";

/** The options of {@link alibabaClb}. */
export type AlibabaClbOptions = BalancerOptions;

export const ALIBABA_CLB_FACTS: FactSheet = {
  preset: "alibabaClb",
  vendor: "Alibaba Cloud",
  what: "Classic Load Balancer, listeners of layer 7 and of layer 4",
  words: ["CLB", "SLB", "Server Load Balancer", "Aliyun", "ACK", "Anti-DDoS Proxy", "VTOA"],
  example: "alibabaClb({ layer: 7, address: '10.0.1.0/24' })",
  text: "alibaba-clb 10.0.1.0/24 layer=7",
  sample: {
    peer: "10.0.1.9",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "A TCP listener, which keeps the source address",
      example: "alibabaClb({ layer: 4 })",
    },
    {
      what: "A TCP listener with the Proxy protocol, as IPv6 clients of an IPv4 service need",
      example: "alibabaClb({ layer: 4, proxyProtocol: true, address: '10.0.1.0/24' })",
    },
    {
      what: "Anti-DDoS Proxy, a port rule: TOA",
      example: "alibabaClb({ layer: 4, toa: true, address: '198.51.100.0/24', name: 'Anti-DDoS' })",
      note: "[TOA](topologies/toa.md) says what must read the option on your machine.",
    },
  ],
  tells:
    "Layer 7: X-Forwarded-For, which cannot be turned off, in the form `client, proxy1, …`. Layer 4: in most cases it keeps the source address; it sends a PROXY header if that is turned on.",
  peer: "Layer 7: the balancer. Layer 4: the client, or the balancer with PROXY.",
  forged:
    "Layer 7: the form of a list means that a forged element stays to the left (inferred). Layer 4: no header is read.",
  authenticate: "By address, inside a VPC and its security group.",
  traps: [
    "The manual calls the first element the client's: that one can be forged. The last one was written by CLB.",
    "Layer 4 with PROXY: a server that does not expect the header cannot read the request, and one that expects it cannot read requests without it.",
    "Layer 7: its health checks have no X-Forwarded-For. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
  ],
  unknown:
    "That layer 7 appends is inferred from the form of the list: send a forged one and look at the last element.",
  sources: [
    "https://help.aliyun.com/en/slb/classic-load-balancer/use-cases/preserve-client-ip-addresses-when-layer-7-listeners-are-used",
    "https://help.aliyun.com/en/slb/classic-load-balancer/use-cases/enable-proxy-protocol-for-a-layer-4-listener-to-retrieve-client-ip-addresses",
    "https://www.alibabacloud.com/help/doc-detail/52477.htm",
  ],
  read: "2026-11-29",
  confidence: ["documented", "inferred"],
};

/**
 * A hop for a Classic Load Balancer of Alibaba Cloud. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for `address` missing where the balancer is the
 *   peer or given where it never is, and for `proxyProtocol` and `toa` on layer 7 or together
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { alibabaClb } from "@client-ip/presets";
 *
 * const resolver = createResolver(alibabaClb({ layer: 7, address: "10.0.1.0/24" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.0.1.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function alibabaClb(options: AlibabaClbOptions): Hop | Path {
  const checked = balancer(ALIBABA_CLB_FACTS, options, LAYER_7_RULES);
  if (checked.layer === 4) return checked.path;
  return layer7(ALIBABA_CLB_FACTS, "x-forwarded-for", checked.options);
}
