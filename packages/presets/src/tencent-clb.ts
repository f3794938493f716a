import type { Hop } from "@client-ip/core";
import {
  FLAG,
  kindOf,
  oneOfThese,
  type OptionRules,
  required,
  TEXT,
} from "@client-ip/core/internal";
import type { FactSheet } from "./fact-sheet.ts";
import { type Addresses, ADDRESSES, checkPreset } from "./options.ts";

interface Named {
  /** For `via` and explanations; `tencentClb` if absent. */
  readonly name?: string;
}

/** An HTTP or HTTPS listener. */
export interface TencentClbLayer7 extends Named {
  readonly layer: 7;
  /** Where the balancer connects from when it keeps connections alive. */
  readonly address: Addresses;
}

/** A TCP, TCP SSL or QUIC listener that keeps the source address, as is its default. */
export interface TencentClbLayer4 extends Named {
  readonly layer: 4;
  readonly proxyProtocol?: false;
}

/** The same with PROXY version 2 switched on. */
export interface TencentClbProxyProtocol extends Named {
  readonly layer: 4;
  readonly proxyProtocol: true;
  /** Where the balancer connects from. */
  readonly address: Addresses;
}

export type TencentClbOptions = TencentClbLayer7 | TencentClbLayer4 | TencentClbProxyProtocol;

export const tencentClbFacts: FactSheet = {
  preset: "tencentClb",
  vendor: "Tencent Cloud",
  what: "Cloud Load Balancer, listeners of layer 7 and of layer 4",
  example: "tencentClb({ layer: 7, address: '10.0.1.0/24' })",
  tells:
    "Layer 7: X-Forwarded-For. Layer 4: keeps the source address, or sends PROXY version 2 where that is switched on.",
  peer: "Layer 7: the client itself where the connection to the server is not kept alive, the balancer where it is. Layer 4: the client, or a NAT gateway that lies between.",
  forged: "Layer 7: not stated. Layer 4: no header is read.",
  authenticate: "By address, within a VPC security group; no published list was found.",
  traps: [
    "Layer 7: who the peer is depends on the keep-alive setting. Both give the right client here, but that a peer is no balancer proves nothing: do not make the hop `required`.",
    "Layer 4: behind a NAT gateway, or with SNAT on, the source address is not the client's. Use PROXY, or snat().",
    "PROXY: version 2 alone, standard accounts alone, and switching it interrupts service.",
  ],
  unknown:
    "Whether layer 7 appends to a client's own X-Forwarded-For, replaces it or passes it on. Send a forged one and look at the last element before you rely on it.",
  sources: [
    "https://tencentcloud.com/document/product/214/3728",
    "https://www.tencentcloud.com/document/product/214/70455",
    "https://github.com/tencentcloudstack/terraform-provider-tencentcloud/blob/f6970a900/website/docs/r/clb_listener.html.markdown",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const common = { layer: required(oneOfThese(7, 4)), name: TEXT };
const layer7: OptionRules<TencentClbLayer7> = { ...common, address: required(ADDRESSES) };
const layer4: OptionRules<TencentClbLayer4> = { ...common, proxyProtocol: FLAG };
const proxied: OptionRules<TencentClbProxyProtocol> = { ...layer7, proxyProtocol: FLAG };

/**
 * A Tencent Cloud load balancer. On layer 7 a peer outside `address` is the client itself (connections
 * that are not kept alive come from its address), a peer within it names the client in X-Forwarded-For.
 *
 * @throws ClientIpError `preset-option`; also for `address` missing where the balancer is the peer, or
 *   given where it never is, and for `proxyProtocol` on layer 7.
 */
export function tencentClb(options: TencentClbOptions): Hop {
  // Without types it may be no object; checkPreset says so.
  const layer: unknown = kindOf(options) === "an object" ? options.layer : undefined;
  if (layer !== 4) checkPreset(tencentClbFacts, options, layer7);
  if (options.layer === 7) {
    const { name = "tencentClb", address } = options;
    return { name, address, tells: "x-forwarded-for" };
  }
  if (options.proxyProtocol) {
    const example = "tencentClb({ layer: 4, proxyProtocol: true, address: '10.0.1.0/24' })";
    checkPreset({ preset: "tencentClb", example }, options, proxied);
    const { name = "tencentClb", address } = options;
    return { name, address, tells: "proxy-protocol" };
  }
  checkPreset({ preset: "tencentClb", example: "tencentClb({ layer: 4 })" }, options, layer4);
  return { name: options.name ?? "tencentClb", tells: "source-address" };
}
