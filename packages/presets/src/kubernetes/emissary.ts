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

/** The options of {@link emissary}. */
export interface EmissaryOptions extends ProvenOptions {
  /** The addresses of its pods. */
  readonly address: Addresses;
  /**
   * The `l7Depth` of the Listener, 0 (the default) to 31: reads x-envoy-external-address. Prefer a
   * path of hops, which notices a request that went around them.
   */
  readonly l7Depth?: number;
}

export const EMISSARY_FACTS: FactSheet = {
  preset: "emissary",
  vendor: "Emissary-ingress",
  what: "API gateway with Envoy as its proxy, formerly Ambassador",
  words: ["Ambassador", "Edge Stack", "l7Depth", "getambassador.io", "Mapping"],
  example: "emissary({ address: '10.244.1.0/24' })",
  text: "emissary 10.244.1.0/24",
  sample: {
    peer: "10.244.1.7",
    headers: ["x-forwarded-for: 6.6.6.6,203.0.113.7", "x-envoy-external-address: 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells:
    "As Envoy with `use_remote_address: true`, the default of its Module: joins all X-Forwarded-For lines and appends its peer, without a port, and sets x-envoy-external-address.",
  scheme: "Sets X-Forwarded-Proto. With `l7Depth` it passes it on: the option says so.",
  peer: "A pod of Emissary.",
  forged:
    "A forged X-Forwarded-For stays to the left of Envoy's own element. A forged x-envoy-external-address is overwritten.",
  authenticate:
    "By the addresses of its pods. Where other pods have addresses in the range, by a secret too, with `add_request_headers` and `append: false`.",
  traps: [
    "`use_remote_address: false` in the Module appends nothing, and passes a forged x-envoy-external-address on: the last element is the client's own.",
    "`l7Depth` is Envoy's `xff_num_trusted_hops`; the Module's own `xff_num_trusted_hops` does not count for a Listener.",
    "`externalTrafficPolicy: Cluster` makes a node the client: set `Local`, or see snat.",
    "A Listener with `protocolStack: [PROXY, …]` believes every sender of a PROXY header. Write the balancer as `{ tells: 'source-address' }`.",
    "The traps of envoy.",
  ],
  sources: [
    "https://github.com/emissary-ingress/emissary/blob/3ebe0f468/python/ambassador/src/ambassador/envoy/v3/v3listener.py",
    "https://github.com/emissary-ingress/emissary/blob/3ebe0f468/python/ambassador/src/ambassador/ir/irambassador.py",
  ],
  read: "2026-11-22",
  confidence: ["source", "inferred"],
};

const RULES: OptionRules<EmissaryOptions> = {
  ...PROVEN_RULES,
  address: addressesOf("Emissary's pods", "kubectl get pods -n emissary -o wide shows them"),
  l7Depth: wholeNumber(0, 31),
};

/**
 * A hop for Emissary-ingress. Write the proxies in front of it as hops of their own: `[awsAlb({
 * address }), emissary({ address })]`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which depends on the cluster
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { emissary } from "@client-ip/presets";
 *
 * const resolver = createResolver(emissary({ address: "10.244.1.0/24" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6,203.0.113.7"];
 * resolver.resolve({ peer: "10.244.1.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function emissary(options: EmissaryOptions): Hop {
  checkPreset(EMISSARY_FACTS, options, RULES);
  const { l7Depth, ...hop } = options;
  return { name: "emissary", ...envoyTells(l7Depth), ...withSecretHeader(hop) };
}
