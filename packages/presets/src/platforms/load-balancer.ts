// What the balancers of small clouds have in common: HTTP, or TCP with Proxy Protocol.
import type { Hop } from "@client-ip/core";
import { FLAG, type OptionRules } from "@client-ip/core/internal";
import { type Addresses, addressesOf, HOP_RULES, type HopOptions } from "../options.ts";

/** The options of a balancer that ends HTTP, or passes TCP on with Proxy Protocol. */
export interface LoadBalancerOptions extends HopOptions {
  /** The addresses that the balancer connects from: its own in your private network. */
  readonly address: Addresses;
  /** Whether Proxy Protocol is on. Default: false, for HTTP with X-Forwarded-For. */
  readonly proxyProtocol?: boolean;
}

export const LOAD_BALANCER_RULES: OptionRules<LoadBalancerOptions> = {
  ...HOP_RULES,
  address: addressesOf("the balancer", "log clientIpInfo.peer of a few requests"),
  proxyProtocol: FLAG,
};

/** The hop of such a balancer. */
export function loadBalancer(preset: string, options: LoadBalancerOptions): Hop {
  const { proxyProtocol = false, ...hop } = options;
  return proxyProtocol
    ? { name: preset, tells: "proxy-protocol", ...hop }
    : { name: preset, tells: "x-forwarded-for", healthChecks: true, ...hop };
}
