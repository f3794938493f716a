import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
} from "../options.ts";

/** The options of {@link alibabaAlb}. */
export interface AlibabaAlbOptions extends HopOptions {
  /** The vSwitches of the load balancer. Its nodes have addresses there, which change. */
  readonly address: Addresses;
}

export const ALIBABA_ALB_FACTS: FactSheet = {
  preset: "alibabaAlb",
  vendor: "Alibaba Cloud",
  what: "Application Load Balancer, which appends to X-Forwarded-For",
  words: ["ALB", "SLB", "Server Load Balancer", "Aliyun", "ACK", "X-Forwarded-Client-Ip"],
  example: "alibabaAlb({ address: ['10.0.1.0/24', '10.0.2.0/24'] })",
  text: "alibaba-alb 10.0.1.0/24, 10.0.2.0/24",
  sample: {
    peer: "10.0.2.9",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells: "Appends its peer to X-Forwarded-For, as a bare address, in its default mode.",
  peer: "A node of the balancer, in one of its vSwitches.",
  forged: "A forged X-Forwarded-For stays to the left of the balancer's own element.",
  authenticate:
    "By its vSwitches. Best give it vSwitches of its own, and a security group that lets nothing else in.",
  traps: [
    "With the listener's option for X-Forwarded-For off, the client's own header passes unchanged, so the last element is forged. In the mode that removes the header there is none.",
    "X-Forwarded-Client-Ip, which the account manager turns on, is searched for by the balancer in the list itself, by ranges that you give: write those proxies as hops instead.",
    "Its health checks have no X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "Any machine in the given vSwitches is believed like the balancer.",
  ],
  sources: [
    "https://www.alibabacloud.com/help/en/slb/application-load-balancer/user-guide/http-headers",
    "https://github.com/aliyun/terraform-provider-alicloud/blob/81c43b672/website/docs/r/alb_listener.html.markdown",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const RULES: OptionRules<AlibabaAlbOptions> = {
  ...HOP_RULES,
  address: addressesOf("the balancer", "the ranges of its vSwitches, which its console lists"),
};

/**
 * A hop for an Application Load Balancer of Alibaba Cloud that appends to X-Forwarded-For. Facts
 * and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`: the balancer is in your own
 *   network
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { alibabaAlb } from "@client-ip/presets";
 *
 * const resolver = createResolver(alibabaAlb({ address: "10.0.2.0/24" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.0.2.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function alibabaAlb(options: AlibabaAlbOptions): Hop {
  checkPreset(ALIBABA_ALB_FACTS, options, RULES);
  return { name: "alibabaAlb", tells: "x-forwarded-for", healthChecks: true, ...options };
}
