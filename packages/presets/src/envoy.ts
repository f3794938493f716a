import type { Hop } from "@client-ip/core";
import { FLAG, type OptionRules, wholeNumber } from "@client-ip/core/internal";
import type { FactSheet } from "./fact-sheet.ts";
import { checkPreset, type HopOptions, HOP_RULES, presetError } from "./options.ts";

export interface EnvoyOptions extends HopOptions {
  /** Read x-envoy-external-address instead of X-Forwarded-For. A chain of hops is the first choice. */
  readonly externalAddress?: boolean;
  /** Envoy's `xff_num_trusted_hops`, 0 (the default) to 31; with `externalAddress` only. */
  readonly trustedHops?: number;
}

export const envoyFacts: FactSheet = {
  preset: "envoy",
  vendor: "Envoy",
  what: "HTTP connection manager with `use_remote_address: true`, by default on the same host",
  example: "envoy({ address: '10.0.1.10' })",
  tells:
    "With `use_remote_address: true` it joins all X-Forwarded-For lines to one and appends its peer, bare, without a port; and sets x-envoy-external-address to the client it trusts, unless the request counts as internal.",
  peer: "The address Envoy connects from.",
  forged:
    "X-Forwarded-For is kept to the left of Envoy's own element. x-envoy-external-address is overwritten, but survives where `use_remote_address` is false (its default), the request counts as internal, or Envoy listens on a unix socket.",
  authenticate: "By address, or in a mesh by identity: see istio.",
  traps: [
    "`use_remote_address: false` and `skip_xff_append: true` append nothing: the last element is the client's own.",
    "Up to version 1.32 every private source counts as internal, so behind a balancer that hides its peers a forged x-envoy-external-address survives; Cilium and Pomerium set it so still.",
    "An element with a port or brackets (Azure Application Gateway, an ALB with client ports) is not read by Envoy: its external address is then the balancer.",
    "For a peer of exactly 127.0.0.1 or ::1 Envoy appends its own address.",
    "A mirrored (shadow) request has one element more.",
    "Envoy Gateway counts `numTrustedHops` one higher than Envoy, Istio and Contour.",
  ],
  sources: [
    "https://github.com/client-ip/client-ip/blob/main/test/vectors/envoy.jsonl",
    "https://github.com/envoyproxy/envoy/blob/00790513/docs/root/configuration/http/http_conn_man/headers.rst",
  ],
  read: "2026-11-22",
  confidence: ["measured", "documented"],
};

const RULES: OptionRules<EnvoyOptions> = {
  ...HOP_RULES,
  externalAddress: FLAG,
  trustedHops: wholeNumber(0, 31),
};

/**
 * Envoy that appends to X-Forwarded-For (`use_remote_address: true`). Proxies in front of it are hops of
 * their own, `[awsAlb({ address }), envoy()]`: each one's address is then checked.
 *
 * `externalAddress: true` reads x-envoy-external-address instead, cross-checked with X-Forwarded-For. It
 * cannot see a request that went around the outer balancers, so it is for those whose addresses nobody
 * knows; `trustedHops` is then their number, and Envoy's own setting.
 *
 * @throws ClientIpError `preset-option`; also for `trustedHops` without `externalAddress`.
 */
export function envoy(options: EnvoyOptions = {}): Hop {
  checkPreset(envoyFacts, options, RULES);
  const { externalAddress = false, trustedHops, ...hop } = options;
  if (!externalAddress && trustedHops !== undefined) {
    throw presetError(
      "envoy({ trustedHops }) without externalAddress",
      "externalAddress: true beside trustedHops",
      "Better, leave trustedHops out and write the outer proxies as hops in front of envoy().",
    );
  }
  const tells = externalAddress
    ? { value: "x-envoy-external-address", trustedHops: trustedHops ?? 0 }
    : "x-forwarded-for";
  return { name: "envoy", address: ["loopback", "unix"], tells, ...hop };
}
