import type { Hop } from "@client-ip/core";
import {
  FLAG,
  kindOf,
  oneOfThese,
  type OptionRules,
  required,
  TEXT,
} from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { type Addresses, ADDRESSES, checkPreset } from "../options.ts";

interface Named {
  /** The name in `via` and explanations; `tencentClb` if absent. */
  readonly name?: string;
}

/** The options of {@link tencentClb} for an HTTP or HTTPS listener. */
export interface TencentClbLayer7 extends Named {
  readonly layer: 7;
  /** The addresses that the balancer connects from when it keeps connections alive. */
  readonly address: Addresses;
}

/** The options for a TCP, TCP SSL or QUIC listener that keeps the source address, its default. */
export interface TencentClbLayer4 extends Named {
  readonly layer: 4;
  readonly proxyProtocol?: false;
}

/** The options for the same listener with PROXY version 2 turned on. */
export interface TencentClbProxyProtocol extends Named {
  readonly layer: 4;
  readonly proxyProtocol: true;
  /** The addresses that the balancer connects from. */
  readonly address: Addresses;
}

/** The options of {@link tencentClb}. */
export type TencentClbOptions = TencentClbLayer7 | TencentClbLayer4 | TencentClbProxyProtocol;

export const TENCENT_CLB_FACTS: FactSheet = {
  preset: "tencentClb",
  vendor: "Tencent Cloud",
  what: "Cloud Load Balancer, listeners of layer 7 and of layer 4",
  words: ["Tencent Cloud", "TKE", "CLB"],
  example: "tencentClb({ layer: 7, address: '10.0.1.0/24' })",
  text: "tencent-clb 10.0.1.0/24 layer=7",
  sample: {
    peer: "10.0.1.9",
    headers: ["X-Forwarded-For: 203.0.113.7"],
    client: "203.0.113.7",
  },
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
  ],
  unknown:
    "Whether layer 7 appends to a client's own X-Forwarded-For, replaces it or passes it on. Before you rely on it, send a forged one and look at the last element.",
  sources: [
    "https://tencentcloud.com/document/product/214/3728",
    "https://www.tencentcloud.com/document/product/214/70455",
    "https://github.com/tencentcloudstack/terraform-provider-tencentcloud/blob/f6970a900/website/docs/r/clb_listener.html.markdown",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const COMMON_RULES = { layer: required(oneOfThese(7, 4)), name: TEXT };
const LAYER_7_RULES: OptionRules<TencentClbLayer7> = {
  ...COMMON_RULES,
  address: required(ADDRESSES),
};
const LAYER_4_RULES: OptionRules<TencentClbLayer4> = { ...COMMON_RULES, proxyProtocol: FLAG };
const PROXY_RULES: OptionRules<TencentClbProxyProtocol> = { ...LAYER_7_RULES, proxyProtocol: FLAG };

/**
 * A hop for a Tencent Cloud load balancer. On layer 7 a peer outside `address` is the client itself
 * (connections that are not kept alive come from the client's address), and a peer inside it names
 * the client in X-Forwarded-For. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for `address` missing where the balancer is the
 *   peer or given where it never is, and for `proxyProtocol` on layer 7
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
export function tencentClb(options: TencentClbOptions): Hop {
  // Untyped callers may give anything; checkPreset refuses what is no object.
  const layer: unknown = kindOf(options) === "an object" ? options.layer : undefined;
  if (layer !== 4) checkPreset(TENCENT_CLB_FACTS, options, LAYER_7_RULES);
  if (options.layer === 7) {
    const { name = "tencentClb", address } = options;
    return { name, address, tells: "x-forwarded-for", healthChecks: true };
  }
  if (options.proxyProtocol) {
    const example = "tencentClb({ layer: 4, proxyProtocol: true, address: '10.0.1.0/24' })";
    checkPreset({ preset: "tencentClb", example }, options, PROXY_RULES);
    const { name = "tencentClb", address } = options;
    return { name, address, tells: "proxy-protocol" };
  }
  checkPreset(
    { preset: "tencentClb", example: "tencentClb({ layer: 4 })" },
    options,
    LAYER_4_RULES,
  );
  return { name: options.name ?? "tencentClb", tells: "source-address" };
}
