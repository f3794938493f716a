import type { Hop, Path } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { addressesOf } from "../options.ts";
import {
  balancer,
  type BalancerLayer4,
  type BalancerLayer7,
  type BalancerProxyProtocol,
  type BalancerToa,
  layer7,
  LAYER_7_RULES,
} from "./balancer.ts";

/** The options of {@link huaweiElb} for an HTTP, HTTPS or QUIC listener. */
export interface HuaweiElbLayer7 extends BalancerLayer7 {
  /**
   * The header to read; `x-forwarded-for` if absent. `x-real-ip` if the listener rewrites it, which
   * is an option of its own.
   */
  readonly header?: "x-forwarded-for" | "x-real-ip";
}

/** The options of {@link huaweiElb}. */
export type HuaweiElbOptions =
  | HuaweiElbLayer7
  | BalancerLayer4
  | BalancerProxyProtocol
  | BalancerToa;

export const HUAWEI_ELB_FACTS: FactSheet = {
  preset: "huaweiElb",
  vendor: "Huawei Cloud",
  what: "Elastic Load Balance, listeners of layer 7 and of layer 4",
  words: ["ELB", "CCE", "100.125.0.0/16", "shared load balancer", "dedicated load balancer"],
  example: "huaweiElb({ layer: 7, address: '10.0.1.0/24', header: 'x-real-ip' })",
  text: "huawei-elb 10.0.1.0/24 layer=7 header=x-real-ip",
  sample: {
    peer: "10.0.1.9",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7", "X-Real-IP: 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "A shared load balancer, which connects from 100.125.0.0/16",
      example: "huaweiElb({ layer: 7, address: '100.125.0.0/16' })",
    },
    {
      what: "A TCP listener of a dedicated load balancer, which keeps the source address",
      example: "huaweiElb({ layer: 4 })",
    },
    {
      what: "A TLS listener, or another with Proxy Protocol",
      example: "huaweiElb({ layer: 4, proxyProtocol: true, address: '10.0.1.0/24' })",
    },
    {
      what: "A listener that writes TOA, as option 254",
      example: "huaweiElb({ layer: 4, toa: true, address: '100.125.0.0/16' })",
      note: "[TOA](topologies/toa.md) says what must read the option on your machine.",
    },
  ],
  tells:
    "Layer 7: X-Forwarded-For, on by default, in the form `client, proxy1, …`; X-Real-IP, if the listener rewrites it. Layer 4: keeps the source address, or sends a PROXY header if that is turned on.",
  peer: "Layer 7: a shared load balancer connects from 100.125.0.0/16, a dedicated one from its subnet. Layer 4: the client, or the balancer where the source address is lost.",
  forged:
    "X-Real-IP is rewritten. The left part of X-Forwarded-For stays as the client sent it (inferred). Layer 4: no header is read.",
  authenticate:
    "By 100.125.0.0/16 for a shared load balancer, by its subnet for a dedicated one. Best give it a subnet of its own.",
  traps: [
    "The manual calls the first element the client's: that one can be forged.",
    "A TLS listener never keeps the source address: it needs Proxy Protocol. Neither do servers that are added by their address, nor connections between IPv4 and IPv6.",
    "Every shared load balancer of the region connects from 100.125.0.0/16: let only your own in, by a security group.",
    "Layer 7: its health checks have no X-Forwarded-For. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
  ],
  unknown:
    "That layer 7 appends to X-Forwarded-For is inferred: prefer X-Real-IP, or send a forged one and look at the last element. The version of Proxy Protocol is not stated; both are read.",
  sources: [
    "https://support.huaweicloud.com/intl/en-us/usermanual-elb/en-us_topic_0118147668.html",
    "https://support.huaweicloud.com/intl/en-us/usermanual-elb/elb_ug_jt_0514.html",
    "https://github.com/Huawei/TCP_option_address/blob/7f2853eb/src/toa.h",
  ],
  read: "2026-11-22",
  confidence: ["documented", "inferred"],
};

const RULES: OptionRules<HuaweiElbLayer7> = {
  ...LAYER_7_RULES,
  address: addressesOf(
    "the balancer",
    "100.125.0.0/16 if it is shared, its subnet in the console if dedicated",
  ),
  header: oneOfThese("x-forwarded-for", "x-real-ip"),
};

/**
 * A hop for an Elastic Load Balance of Huawei Cloud. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for `address` missing where the balancer is the
 *   peer or given where it never is, and for `proxyProtocol` and `toa` on layer 7 or together
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { huaweiElb } from "@client-ip/presets";
 *
 * const resolver = createResolver(
 *   huaweiElb({ layer: 7, address: "100.125.0.0/16", header: "x-real-ip" }),
 * );
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6", "X-Real-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "100.125.3.4", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function huaweiElb(options: HuaweiElbOptions): Hop | Path {
  const checked = balancer(HUAWEI_ELB_FACTS, options, RULES);
  if (checked.layer === 4) return checked.path;
  const { header, ...hop } = checked.options;
  const tells = header === "x-real-ip" ? { value: header } : "x-forwarded-for";
  return layer7(HUAWEI_ELB_FACTS, tells, hop);
}
