import type { Hop, Path } from "@client-ip/core";
import { FLAG, type OptionRules, wholeNumber } from "@client-ip/core/internal";
import { withTrustedHops } from "../envoy-headers.ts";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  onlyHeader,
  presetError,
  PROVEN_RULES,
  type ProvenOptions,
  withSecretHeader,
} from "../options.ts";

/** The options of {@link cilium}. */
export interface CiliumOptions extends ProvenOptions {
  /** The ingress addresses of the nodes. */
  readonly address: Addresses;
  /** The Helm value of the same name. If false, Cilium's Envoy appends nothing. Default: true. */
  readonly useRemoteAddress?: boolean;
  /**
   * The Helm value of the same name, 0 (the default) to 7: the number of appending proxies in front
   * of it. They are only counted (proof `count`). Prefer a path of hops, which notices a request
   * that went around them.
   */
  readonly xffNumTrustedHops?: number;
  /**
   * The header to read. x-envoy-external-address cannot be: Cilium counts private addresses as
   * internal, and from those a client can forge it.
   */
  readonly header?: "x-forwarded-for";
}

export const CILIUM_FACTS: FactSheet = {
  preset: "cilium",
  vendor: "Cilium",
  what: "Ingress and Gateway API, with an Envoy on each node",
  words: [
    "cilium-envoy",
    "ingressController",
    "gatewayAPI",
    "useRemoteAddress",
    "xffNumTrustedHops",
    "eBPF",
  ],
  example: "cilium({ address: '10.0.0.0/24' })",
  text: "cilium 10.0.0.0/24",
  sample: {
    peer: "10.0.0.71",
    headers: ["x-forwarded-for: 6.6.6.6,203.0.113.7", "x-envoy-external-address: 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "`useRemoteAddress: false`, where it appends nothing",
      example: "cilium({ address: '10.0.0.0/24', useRemoteAddress: false })",
      note: "It hides its peer: the hop outside it needs a secret.",
    },
  ],
  tells:
    "Since version 1.14 it joins all X-Forwarded-For lines and appends its peer, without a port. Before, and with `useRemoteAddress: false`, it appends nothing.",
  scheme:
    "Sets X-Forwarded-Proto, as Envoy does. With trusted hops it passes it on: `xffNumTrustedHops` says so.",
  peer: "The ingress address of the node, which is in the range of its pods. Never the client.",
  forged:
    "A forged X-Forwarded-For stays to the left of Envoy's own element. A forged x-envoy-external-address may survive from private addresses: this preset never reads it.",
  authenticate:
    "By the nodes' ingress addresses, which no pod has; in a range with pods by a secret too, with a RequestHeaderModifier of the HTTPRoute.",
  traps: [
    "`kubectl get ciliumnodes -o jsonpath='{.items[*].spec.ingress}'` shows the ingress addresses. A new node has a new one.",
    "Both values of `externalTrafficPolicy` keep the client's address on the way to Cilium's Envoy. A balancer in front of the nodes may still hide it.",
    "With TLS passthrough no header is written: the application sees the node, which is then taken for the client unless the hop is `required`.",
    "L7 network policies put an Envoy between pods too. It appends nothing and mostly keeps the source address: write no hop for it.",
    "With `enableProxyProtocol`, write the balancer as `{ tells: 'source-address' }`: Envoy has taken the client from it.",
    "The traps of envoy.",
  ],
  unknown:
    "The default of `useRemoteAddress` in the newest versions was read in tests and pull requests, not in a release. Look at `helm get values cilium -n kube-system -a`, and send a forged X-Forwarded-For before you rely on it.",
  sources: [
    "https://github.com/cilium/cilium/blob/0e910de4/Documentation/network/servicemesh/ingress-reference.rst",
    "https://github.com/cilium/cilium/pull/25674",
    "https://github.com/cilium/cilium/pull/45816",
    "https://github.com/cilium/cilium/issues/43521",
    "https://github.com/cilium/proxy/blob/7dfaf943/cilium/bpf_metadata.cc",
  ],
  read: "2026-11-29",
  confidence: ["source", "documented", "reported"],
};

const RULES: OptionRules<CiliumOptions> = {
  ...PROVEN_RULES,
  address: addressesOf(
    "the nodes for ingress",
    "kubectl get ciliumnodes -o jsonpath='{.items[*].spec.ingress}' shows them",
  ),
  useRemoteAddress: FLAG,
  xffNumTrustedHops: wholeNumber(0, 7),
  header: onlyHeader(
    "x-forwarded-for",
    "from private addresses Cilium passes on the x-envoy-external-address that a client sends",
  ),
};

/**
 * A hop for the Envoy of Cilium's Ingress or Gateway API. With `useRemoteAddress: false` it hides
 * its peer. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which depends on the cluster,
 *   for the header x-envoy-external-address, and for `useRemoteAddress: false` with either
 *   trusted hops or a header
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { cilium } from "@client-ip/presets";
 *
 * const resolver = createResolver(cilium({ address: "10.0.0.71" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6,203.0.113.7"];
 * resolver.resolve({ peer: "10.0.0.71", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function cilium(options: CiliumOptions): Hop | Path {
  checkPreset(CILIUM_FACTS, options, RULES);
  const { useRemoteAddress = true, xffNumTrustedHops, header, ...hop } = options;
  if (useRemoteAddress) {
    return withTrustedHops({ name: "cilium", ...withSecretHeader(hop) }, xffNumTrustedHops);
  }
  if (header !== undefined || xffNumTrustedHops !== undefined) {
    throw presetError(
      "cilium({ useRemoteAddress: false }) with trusted hops or a header",
      "useRemoteAddress: true: without it Cilium's Envoy appends nothing to X-Forwarded-For",
      "Set the Helm value useRemoteAddress to true, or leave the other option out and give the hop outside it a secret.",
    );
  }
  const proto = { passes: "x-forwarded-proto" };
  return { name: "cilium", tells: "nothing", proto, ...withSecretHeader(hop) };
}
