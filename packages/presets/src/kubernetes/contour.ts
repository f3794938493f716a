import type { Hop } from "@client-ip/core";
import { type OptionRules, wholeNumber } from "@client-ip/core/internal";
import { envoyTells } from "../envoy-headers.ts";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  PROVEN_RULES,
  type ProvenOptions,
  withSecretHeader,
} from "../options.ts";

/** The options of {@link contour}. */
export interface ContourOptions extends ProvenOptions {
  /** The addresses of its Envoy pods. */
  readonly address: Addresses;
  /**
   * Contour's `num-trusted-hops`, 0 (the default) to 31: reads x-envoy-external-address. Prefer a
   * path of hops, which notices a request that went around them.
   */
  readonly numTrustedHops?: number;
}

export const CONTOUR_FACTS: FactSheet = {
  preset: "contour",
  vendor: "Contour",
  what: "ingress controller and Gateway API, with Envoy as its proxy",
  words: ["projectcontour", "HTTPProxy", "num-trusted-hops", "Tanzu"],
  example: "contour({ address: '10.244.1.0/24' })",
  text: "contour 10.244.1.0/24",
  sample: {
    peer: "10.244.1.7",
    headers: ["x-forwarded-for: 6.6.6.6,203.0.113.7", "x-envoy-external-address: 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells:
    "As Envoy with `use_remote_address: true`: joins all X-Forwarded-For lines and appends its peer, without a port, and sets x-envoy-external-address.",
  scheme:
    "Sets X-Forwarded-Proto. With `num-trusted-hops` it passes it on: `numTrustedHops` says so.",
  peer: "An Envoy pod; with `hostNetwork` its node.",
  forged:
    "A forged X-Forwarded-For stays to the left of Envoy's own element. A forged x-envoy-external-address is overwritten.",
  authenticate:
    "By the addresses of the Envoy pods. Where other pods have addresses in the range, by a secret too, with `requestHeadersPolicy` or the global `policy.request-headers.set`.",
  traps: [
    "Write a proxy in front of Contour as a hop of its own, and leave `num-trusted-hops` to Envoy's logs and limits.",
    "`externalTrafficPolicy: Cluster` makes a node the client: Contour's own manifests set `Local`.",
    "With `--use-proxy-protocol`, write the balancer as `{ tells: 'source-address' }`: Envoy has taken the client from it.",
    "Envoy's checks (`healthCheckPolicy`) have no X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "The traps of envoy.",
  ],
  sources: [
    "https://github.com/projectcontour/contour/blob/31c4bb38e/internal/envoy/v3/listener.go",
    "https://github.com/projectcontour/contour/blob/31c4bb38e/site/content/docs/main/configuration.md",
  ],
  read: "2026-11-22",
  confidence: ["source", "documented", "inferred"],
};

const RULES: OptionRules<ContourOptions> = {
  ...PROVEN_RULES,
  address: addressesOf(
    "Contour's Envoy pods",
    "kubectl get pods -n projectcontour -l app=envoy -o wide shows them",
  ),
  numTrustedHops: wholeNumber(0, 31),
};

/**
 * A hop for Contour's Envoy. Write the proxies in front of it as hops of their own: `[awsAlb({
 * address }), contour({ address })]`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which depends on the cluster
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { contour } from "@client-ip/presets";
 *
 * const resolver = createResolver(contour({ address: "10.244.1.0/24" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6,203.0.113.7"];
 * resolver.resolve({ peer: "10.244.1.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function contour(options: ContourOptions): Hop {
  checkPreset(CONTOUR_FACTS, options, RULES);
  const { numTrustedHops, ...hop } = options;
  return { name: "contour", ...envoyTells(numTrustedHops), ...withSecretHeader(hop) };
}
