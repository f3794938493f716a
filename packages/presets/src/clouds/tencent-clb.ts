import type { Hop, Path } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { balancer, type BalancerOptions, layer7, LAYER_7_RULES } from "./balancer.ts";

/** The options of {@link tencentClb}. */
export type TencentClbOptions = BalancerOptions;

export const TENCENT_CLB_FACTS: FactSheet = {
  preset: "tencentClb",
  vendor: "Tencent Cloud",
  what: "Cloud Load Balancer, listeners of layer 7 and of layer 4",
  words: ["Tencent Cloud", "TKE", "CLB", "GAAP", "Anti-DDoS Advanced", "TOA", "NAT64"],
  example: "tencentClb({ layer: 7, address: '10.0.1.0/24' })",
  text: "tencent-clb 10.0.1.0/24 layer=7",
  sample: {
    peer: "10.0.1.9",
    headers: ["X-Forwarded-For: 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "A TCP, TCP SSL or QUIC listener, which keeps the source address",
      example: "tencentClb({ layer: 4 })",
    },
    {
      what: "The same with PROXY version 2 turned on",
      example: "tencentClb({ layer: 4, proxyProtocol: true, address: '10.0.1.0/24' })",
    },
    {
      what: "CLB for hybrid cloud or NAT64, which replaces the source address and writes TOA",
      example: "tencentClb({ layer: 4, toa: true, address: '10.0.1.0/24' })",
      note: "[TOA](topologies/toa.md) says what must read the option on your machine.",
    },
    {
      what: "Anti-DDoS Advanced for TCP: TOA as option 200, IPv4 alone",
      example: "tencentClb({ layer: 4, toa: true, address: '198.51.100.0/24', name: 'Anti-DDoS' })",
      note: "The addresses are those that its console lists as the ones that connect to the origin.",
    },
    {
      what: "Global Application Acceleration (GAAP), TCP listener: TOA by default, PROXY version 1 as an option",
      example: "tencentClb({ layer: 4, toa: true, address: '198.51.100.7', name: 'GAAP' })",
      note: "With PROXY, write `proxyProtocol: true` in place of `toa: true`. The address is the exit of the acceleration.",
    },
    {
      what: "GAAP, HTTP listener: X-Real-IP by default",
      example: "({ name: 'GAAP', address: '198.51.100.7', tells: { value: 'x-real-ip' } })",
      note: "That a forged one is overwritten is not stated: try it. A CLB or nginx behind GAAP may write X-Real-IP too.",
    },
  ],
  tells:
    "Layer 7: X-Forwarded-For. Layer 4: keeps the source address, or sends PROXY version 2 if that is turned on.",
  peer: "Layer 7: the balancer if the connection to the server is kept alive, the client itself if it is not. Layer 4: the client, or a NAT gateway in between.",
  forged: "Layer 7: not documented. Layer 4: no header is read.",
  authenticate: "By address, inside a VPC security group; no published list was found.",
  traps: [
    "Layer 7: the peer depends on the keep-alive setting. Both settings give the right client here, but a peer that is no balancer proves nothing: do not make the hop `required`.",
    "Layer 7: its health checks have no X-Forwarded-For. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "Layer 4: behind a NAT gateway, or with SNAT on, the source address is not the client's. Use PROXY, or snat().",
    "PROXY: version 2 only, for standard accounts only, and turning it on or off interrupts service.",
    "TOA: any host that can open a TCP connection to your server directly can write the option. Let only the balancer in.",
  ],
  unknown:
    "Whether layer 7 appends to a client's own X-Forwarded-For, replaces it or passes it on. Before you rely on it, send a forged one and look at the last element.",
  sources: [
    "https://tencentcloud.com/document/product/214/3728",
    "https://www.tencentcloud.com/document/product/214/70455",
    "https://github.com/tencentcloudstack/terraform-provider-tencentcloud/blob/f6970a900/website/docs/r/clb_listener.html.markdown",
    "https://www.tencentcloud.com/document/product/214/45530",
    "https://intl.cloud.tencent.com/document/product/297/15485",
    "https://www.tencentcloud.com/document/product/608/46937",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

/**
 * A hop for a Tencent Cloud load balancer. On layer 7 a peer outside `address` is the client itself
 * (connections that are not kept alive come from the client's address), and a peer inside it names
 * the client in X-Forwarded-For. With TOA there are two hops: the balancer, which hides the client
 * of a connection without the option, and the option. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for `address` missing where the balancer is the
 *   peer or given where it never is, and for `proxyProtocol` and `toa` on layer 7 or together
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { tencentClb } from "@client-ip/presets";
 *
 * const resolver = createResolver(tencentClb({ layer: 7, address: "10.0.1.0/24" }));
 * const rawHeaders = ["X-Forwarded-For", "203.0.113.7"];
 * resolver.resolve({ peer: "10.0.1.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function tencentClb(options: TencentClbOptions): Hop | Path {
  const checked = balancer(TENCENT_CLB_FACTS, options, LAYER_7_RULES);
  if (checked.layer === 4) return checked.path;
  return layer7(TENCENT_CLB_FACTS, "x-forwarded-for", checked.options);
}
