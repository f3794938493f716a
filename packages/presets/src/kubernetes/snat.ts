import type { Hop } from "@client-ip/core";
import { type OptionRules, TEXT } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { hidingHop } from "../hiding-hop.ts";
import { type Addresses, addressesOf, checkPreset } from "../options.ts";

/** The options of {@link snat}. */
export interface SnatOptions {
  /** The addresses that replace the peer's: of nodes, a NAT gateway, a balancer. */
  readonly address: Addresses;
  /** The name in `via` and explanations; `snat` if absent. */
  readonly name?: string;
}

export const SNAT_FACTS: FactSheet = {
  preset: "snat",
  vendor: "Any",
  what: "source NAT: kube-proxy under `externalTrafficPolicy: Cluster`, a NAT gateway, a TCP balancer without PROXY",
  words: [
    "kube-proxy",
    "externalTrafficPolicy",
    "NodePort",
    "MetalLB",
    "masquerade",
    "MASQUERADE",
    "iptables",
    "NAT gateway",
  ],
  example: "snat({ address: '10.0.0.0/24' })",
  text: "snat 10.0.0.0/24",
  sample: {
    path: "[cloudflare({ secret: { value: 'a long random text' } }), snat({ address: '10.0.0.0/24' })]",
    peer: "10.0.0.5",
    headers: ["X-Origin-Secret: a long random text", "CF-Connecting-IP: 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells: "Nothing: it replaces its peer's address with its own, and passes all headers on.",
  scheme: "Passes every header on.",
  peer: "A node or the NAT gateway, the same for all clients.",
  forged: "All headers pass, as sent.",
  authenticate:
    "By address, which proves only the way that the request took. The hop outside it needs a secret or an identity.",
  traps: [
    "As the outermost hop it leaves no client to name: every request is unresolved. Set `externalTrafficPolicy: Local`, or turn PROXY on.",
    "A hop outside it that is known by address alone can never be recognized.",
    "On an overlay network a node has more addresses, such as flannel's `10.244.N.0` and `10.244.N.1`: log `clientIpInfo.peer` for a few outside clients.",
    "k3s has klipper, and a published port of Docker has docker.",
    "If it is left out of the path, the node's address is taken for the client.",
    "An Envoy behind SNAT that counts private sources as internal passes a forged x-envoy-external-address on (measured).",
  ],
  sources: [
    "https://github.com/kubernetes/website/blob/0189ae0f/content/en/docs/tutorials/services/source-ip.md",
    "https://github.com/client-ip/client-ip/blob/main/packages/vectors/data/envoy.jsonl",
  ],
  read: "2026-11-22",
  confidence: ["measured", "documented"],
};

const RULES: OptionRules<SnatOptions> = {
  address: addressesOf(
    "the nodes, or of the NAT gateway",
    "kubectl get nodes -o wide shows the nodes', and clientIpInfo.peer of a few outside clients shows which are in use",
  ),
  name: TEXT,
};

/**
 * A hop that hides its peer but passes headers on, such as source NAT. The next outer hop can then
 * be recognized only by a `secret` or an `identity`, as in `[cloudflare({ secret }), snat({
 * address: nodes })]`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which has no default
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { cloudflare, snat } from "@client-ip/presets";
 *
 * const secret = { header: "x-origin-secret", value: "a long random text" };
 * const resolver = createResolver([cloudflare({ secret }), snat({ address: "10.0.0.0/24" })]);
 * const rawHeaders = ["X-Origin-Secret", secret.value, "CF-Connecting-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "10.0.0.5", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function snat(options: SnatOptions): Hop {
  checkPreset(SNAT_FACTS, options, RULES);
  const { name = "snat", address } = options;
  return hidingHop(name, address);
}
