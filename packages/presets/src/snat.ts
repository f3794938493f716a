import type { Hop } from "@client-ip/core";
import { type OptionRules, required, TEXT } from "@client-ip/core/internal";
import type { FactSheet } from "./fact-sheet.ts";
import { type Addresses, ADDRESSES, checkPreset } from "./options.ts";

export interface SnatOptions {
  /** The addresses that stand in place of the peer's: nodes, a NAT gateway, a balancer. */
  readonly address: Addresses;
  /** For `via` and explanations; `snat` if absent. */
  readonly name?: string;
}

export const snatFacts: FactSheet = {
  preset: "snat",
  vendor: "Any",
  what: "source NAT: kube-proxy under `externalTrafficPolicy: Cluster`, a NAT gateway, a TCP balancer without PROXY",
  example: "snat({ address: '10.0.0.0/24' })",
  tells: "Nothing: it puts its own address in place of its peer's and passes all headers on.",
  peer: "A node or the NAT gateway, for all clients alike.",
  forged: "Everything passes, as sent.",
  authenticate:
    "By address; it proves no more than the way. The hop outside it needs a secret or an identity.",
  traps: [
    "As the outermost hop it leaves nobody to be named: every request is unresolved. Set `externalTrafficPolicy: Local`, or have PROXY sent.",
    "A hop outside it that is known by address alone can never be recognized.",
    "Left out of the path, the node's address is taken for the client.",
    "Behind SNAT an Envoy that counts private sources as internal passes a forged x-envoy-external-address on (measured).",
  ],
  sources: [
    "https://github.com/kubernetes/website/blob/0189ae0f/content/en/docs/tutorials/services/source-ip.md",
    "https://github.com/client-ip/client-ip/blob/main/test/vectors/envoy.jsonl",
  ],
  read: "2026-11-22",
  confidence: ["measured", "documented"],
};

const RULES: OptionRules<SnatOptions> = { address: required(ADDRESSES), name: TEXT };

/**
 * A hop that hides its peer but passes headers on. What is outside it is hidden: only a `secret` or an
 * `identity` recognizes the next hop, as in `[cloudflare({ secret }), snat({ address: nodes })]`.
 *
 * @throws ClientIpError `preset-option`; also without `address`, since no address is right for everybody.
 */
export function snat(options: SnatOptions): Hop {
  checkPreset(snatFacts, options, RULES);
  const { name = "snat", address } = options;
  return { name, address, tells: "nothing" };
}
