import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  onlyHeader,
  PROVEN_RULES,
  type ProvenOptions,
  withSecretHeader,
} from "../options.ts";

/** The options of {@link kong}. */
export interface KongOptions extends ProvenOptions {
  /** The addresses that Kong connects from: its pods, containers or machines. */
  readonly address: Addresses;
  /** The header to read. X-Real-IP cannot be: behind a trusted proxy a client can forge it. */
  readonly header?: "x-forwarded-for";
}

export const KONG_FACTS: FactSheet = {
  preset: "kong",
  vendor: "Kong",
  what: "Kong Gateway and Kong Ingress Controller",
  words: ["Kong Gateway", "Kong Ingress Controller", "Konnect", "trusted_ips", "real_ip_header"],
  example: "kong({ address: '10.244.1.0/24' })",
  text: "kong 10.244.1.0/24",
  sample: {
    peer: "10.244.1.7",
    headers: [
      "X-Forwarded-For: 6.6.6.6, 203.0.113.7",
      "X-Forwarded-Proto: https",
      "X-Real-IP: 203.0.113.7",
    ],
    client: "203.0.113.7",
  },
  tells:
    "Appends its peer, without a port, to X-Forwarded-For, even if it does not trust that peer, and sets X-Real-IP.",
  scheme:
    "Sets X-Forwarded-Proto and X-Forwarded-Host. From one of `trusted_ips` it passes both on: then write `proto: { passes: 'x-forwarded-proto' }` and `host: { passes: 'x-forwarded-host' }`.",
  peer: "The address that Kong connects from: its pod or container.",
  forged: "A forged X-Forwarded-For stays to the left of Kong's own element.",
  authenticate:
    "By address. Where other pods have addresses in the range, by a secret too: the plugin request-transformer with both `add.headers` and `replace.headers`.",
  traps: [
    "X-Real-IP is the client that Kong believes in. `real_ip_header` is X-Real-IP by default, so behind a trusted balancer that does not set it, it is the client's own text: this preset never reads it.",
    "If a trusted balancer sends X-Real-IP and no X-Forwarded-For, the one element of the list is that X-Real-IP.",
    "`real_ip_recursive` is off by default.",
    "`externalTrafficPolicy: Cluster` makes a node the client: set `Local`, or see snat.",
    "Its active health checks have no X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
  ],
  sources: [
    "https://github.com/Kong/kong/blob/22246ef28c/kong/runloop/handler.lua",
    "https://github.com/Kong/kong/blob/22246ef28c/kong/templates/nginx_kong.lua",
    "https://github.com/Kong/kong/blob/22246ef28c/kong.conf.default",
  ],
  read: "2026-11-29",
  confidence: ["source"],
};

const RULES: OptionRules<KongOptions> = {
  ...PROVEN_RULES,
  address: addressesOf("Kong", "kubectl get pods -n kong -o wide shows its pods"),
  header: onlyHeader(
    "x-forwarded-for",
    "from one of trusted_ips Kong takes the X-Real-IP that a client sends for its address",
  ),
};

/**
 * A hop for Kong, which always appends to X-Forwarded-For. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which has no default, and for
 *   the header X-Real-IP, which a client can forge
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { kong } from "@client-ip/presets";
 *
 * const resolver = createResolver(kong({ address: "10.244.1.0/24" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.244.1.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function kong(options: KongOptions): Hop {
  checkPreset(KONG_FACTS, options, RULES);
  const { header: tells = "x-forwarded-for", ...hop } = options;
  return {
    name: "kong",
    tells,
    proto: "x-forwarded-proto",
    host: "x-forwarded-host",
    ...withSecretHeader(hop),
  };
}
