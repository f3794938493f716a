import type { Hop, Path } from "@client-ip/core";
import { type OptionRules, wholeNumber } from "@client-ip/core/internal";
import { withTrustedHops } from "../envoy-headers.ts";
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

/** The options of {@link envoyGateway}. */
export interface EnvoyGatewayOptions extends ProvenOptions {
  /** The addresses of its Envoy pods. */
  readonly address: Addresses;
  /**
   * The `numTrustedHops` of `clientIPDetection.xForwardedFor`, 1 to 7: the number of appending
   * proxies in front of the gateway. Envoy Gateway configures its Envoy with one less. They are
   * only counted (proof `count`). Prefer a path of hops, which notices a request that went around
   * them.
   */
  readonly numTrustedHops?: number;
  /**
   * The header to read. x-envoy-external-address cannot be: with `clientIPDetection` a client can
   * forge it.
   */
  readonly header?: "x-forwarded-for";
}

export const ENVOY_GATEWAY_FACTS: FactSheet = {
  preset: "envoyGateway",
  vendor: "Envoy Gateway",
  what: "Gateway API with Envoy as its proxy",
  words: [
    "envoyproxy/gateway",
    "ClientTrafficPolicy",
    "clientIPDetection",
    "numTrustedHops",
    "EnvoyProxy",
  ],
  example: "envoyGateway({ address: '10.244.1.0/24' })",
  text: "envoy-gateway 10.244.1.0/24",
  sample: {
    peer: "10.244.1.7",
    headers: ["x-forwarded-for: 6.6.6.6,203.0.113.7", "x-envoy-external-address: 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "two proxies in front of it whose addresses are unknown",
      example: "envoyGateway({ address: '10.244.1.0/24', numTrustedHops: 2 })",
      note: "The client is the third element from the right: two of the proxies, and one of the gateway.",
    },
  ],
  tells:
    "Joins all X-Forwarded-For lines and appends its peer, without a port. `numTrustedHops: N` changes whom the gateway itself takes for the client, the Nth element from the right of the list that it receives; it appends its peer all the same.",
  scheme:
    "Sets X-Forwarded-Proto. With `clientIPDetection` it passes on what its peer sent: `numTrustedHops` says so, or write `proto: { passes: 'x-forwarded-proto' }`.",
  peer: "An Envoy pod.",
  forged:
    "A forged X-Forwarded-For stays to the left of Envoy's own element. A forged x-envoy-external-address is overwritten, but with `clientIPDetection` it survives (measured with Envoy 1.40): this preset never reads it.",
  authenticate:
    "By the addresses of the Envoy pods. Where other pods have addresses in the range, by a secret too, with `headers.earlyRequestHeaders.set` or a RequestHeaderModifier.",
  traps: [
    "`numTrustedHops` is Envoy's `xff_num_trusted_hops` plus one: Envoy Gateway subtracts one, since the extension that it uses counts so. Give the number that stands in the ClientTrafficPolicy.",
    "`clientIPDetection.customHeader` appends nothing, and `disableXForwardedForAppend: true` neither: the last element is the client's own.",
    "`proxyProtocol.optional: true` lets every client send a PROXY header. Write a balancer that sends one as `{ tells: 'source-address' }`.",
    "`externalTrafficPolicy: Cluster` makes a node the client: set `Local`, which is its default.",
    "The traps of envoy.",
  ],
  sources: [
    "https://github.com/envoyproxy/gateway/blob/d32f282942/internal/xds/translator/listener.go",
    "https://github.com/envoyproxy/gateway/blob/d32f282942/api/v1alpha1/clienttrafficpolicy_types.go",
    "https://github.com/envoyproxy/gateway/pull/7178",
    "https://github.com/envoyproxy/gateway/pull/4702",
  ],
  read: "2026-11-29",
  confidence: ["source", "documented"],
};

const RULES: OptionRules<EnvoyGatewayOptions> = {
  ...PROVEN_RULES,
  address: addressesOf(
    "the gateway's Envoy pods",
    "kubectl get pods -n envoy-gateway-system -l app.kubernetes.io/name=envoy -o wide shows them",
  ),
  numTrustedHops: wholeNumber(1, 7),
  header: onlyHeader(
    "x-forwarded-for",
    "with clientIPDetection it passes on the x-envoy-external-address that a client sends",
  ),
};

/**
 * A hop for Envoy Gateway. Write the proxies in front of it as hops of their own: `[awsAlb({
 * address }), envoyGateway({ address })]`. `numTrustedHops` is for proxies with unknown addresses:
 * a request that bypasses them can forge the client. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which depends on the cluster,
 *   and for the header x-envoy-external-address
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { envoyGateway } from "@client-ip/presets";
 *
 * const resolver = createResolver(envoyGateway({ address: "10.244.1.0/24", numTrustedHops: 1 }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7,10.0.1.9"];
 * resolver.resolve({ peer: "10.244.1.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function envoyGateway(options: EnvoyGatewayOptions): Hop | Path {
  checkPreset(ENVOY_GATEWAY_FACTS, options, RULES);
  const { numTrustedHops, header: _, ...hop } = options;
  return withTrustedHops({ name: "envoyGateway", ...withSecretHeader(hop) }, numTrustedHops);
}
