import type { Hop } from "@client-ip/core";
import { isObject, oneOfThese, type OptionRules, required, TEXT } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
} from "../options.ts";

/** The options of {@link alibabaNlb} for a server group that preserves client addresses. */
export interface AlibabaNlbSource {
  /** The server group has `Client IP Preservation` on (`preserve_client_ip_enabled`). */
  readonly preserveClientIp: true;
  /** The name in `via` and explanations; `alibabaNlb` if absent. */
  readonly name?: string;
}

/** The options for a listener with the Proxy protocol. */
export interface AlibabaNlbProxyProtocol extends HopOptions {
  /** The listener has the Proxy protocol on (`proxy_protocol_enabled`). */
  readonly proxyProtocol: true;
  /** The addresses that the balancer connects from, in its vSwitches. */
  readonly address: Addresses;
}

/** The options of {@link alibabaNlb}: how the client's address reaches the application. */
export type AlibabaNlbOptions = AlibabaNlbSource | AlibabaNlbProxyProtocol;

export const ALIBABA_NLB_FACTS: FactSheet = {
  preset: "alibabaNlb",
  vendor: "Alibaba Cloud",
  what: "Network Load Balancer",
  words: ["NLB", "SLB", "Aliyun", "ACK", "PrivateLink", "preserve_client_ip_enabled"],
  example: "alibabaNlb({ proxyProtocol: true, address: '10.0.1.0/24' })",
  text: "alibaba-nlb 10.0.1.0/24 proxy-protocol",
  sample: {
    peer: "10.0.1.9",
    proxySource: "203.0.113.7",
    headers: ["X-Forwarded-For: 6.6.6.6"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "A server group with `Client IP Preservation`, which keeps the source address",
      example: "alibabaNlb({ preserveClientIp: true })",
    },
    {
      what: "PrivateLink, which always hides the source address",
      example: "alibabaNlb({ proxyProtocol: true, address: '10.0.1.0/24', name: 'PrivateLink' })",
      note: "Its TLVs of type 0xE1 name the VPC and the endpoint.",
    },
  ],
  tells:
    "Keeps the source address where preservation is on. With the Proxy protocol it sends PROXY version 2.",
  peer: "The client, if preservation is on; else the balancer.",
  forged: "No header of the request is read.",
  authenticate:
    "With PROXY by the balancer's addresses: a security group should let nothing else in. With preservation there is nothing to recognize.",
  traps: [
    "Preservation does not work for IPv6 clients of an IPv4 service, for TCPSSL listeners, and for server groups of type IP: use the Proxy protocol there.",
    "If preservation is off, and the path says that it is on, the balancer is taken for the client.",
    "The header comes with the first data of the connection: a server that speaks first waits for it.",
  ],
  sources: [
    "https://help.aliyun.com/en/slb/network-load-balancer/use-cases/obtain-client-ip-addresses",
    "https://help.aliyun.com/zh/privatelink/obtain-real-client-information",
    "https://github.com/aliyun/terraform-provider-alicloud/blob/81c43b672/website/docs/r/nlb_listener.html.markdown",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const ON = required(oneOfThese(true));
const SOURCE_RULES: OptionRules<AlibabaNlbSource> = { preserveClientIp: ON, name: TEXT };
const PROXY_RULES: OptionRules<AlibabaNlbProxyProtocol> = {
  ...HOP_RULES,
  proxyProtocol: {
    ...ON,
    expected:
      "true, or preserveClientIp: true in its place, as the listener and its server group are set",
  },
  address: addressesOf("the balancer", "the ranges of its vSwitches, which its console lists"),
};

/**
 * A hop for a Network Load Balancer of Alibaba Cloud. Say how the client's address reaches the
 * application: `preserveClientIp` or `proxyProtocol`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without one of the two, or with both
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { alibabaNlb } from "@client-ip/presets";
 *
 * const resolver = createResolver(alibabaNlb({ preserveClientIp: true }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6"];
 * resolver.resolve({ peer: "203.0.113.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function alibabaNlb(options: AlibabaNlbOptions): Hop {
  if (isSource(options)) {
    const example = "alibabaNlb({ preserveClientIp: true })";
    checkPreset({ preset: "alibabaNlb", example }, options, SOURCE_RULES);
    return { name: options.name ?? "alibabaNlb", tells: "source-address" };
  }
  checkPreset(ALIBABA_NLB_FACTS, options, PROXY_RULES);
  const { proxyProtocol: _, ...hop } = options;
  return { name: "alibabaNlb", tells: "proxy-protocol", ...hop };
}

function isSource(options: AlibabaNlbOptions): options is AlibabaNlbSource {
  return isObject(options) && "preserveClientIp" in options;
}
