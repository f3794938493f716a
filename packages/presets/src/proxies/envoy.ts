import type { Hop } from "@client-ip/core";
import { FLAG, type OptionRules, wholeNumber } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  checkPreset,
  PROVEN_RULES,
  type ProvenOptions,
  presetError,
  withSecretHeader,
} from "../options.ts";

/** The options of {@link envoy}. */
export interface EnvoyOptions extends ProvenOptions {
  /** Read x-envoy-external-address instead of X-Forwarded-For. Prefer a path of hops. */
  readonly externalAddress?: boolean;
  /** Envoy's `xff_num_trusted_hops`, 0 (the default) to 31; with `externalAddress` only. */
  readonly trustedHops?: number;
}

export const ENVOY_FACTS: FactSheet = {
  preset: "envoy",
  vendor: "Envoy",
  what: "HTTP connection manager with `use_remote_address: true`, by default on the same host",
  words: ["use_remote_address", "x-envoy-external-address", "xff_num_trusted_hops"],
  example: "envoy({ address: '10.0.1.10' })",
  text: "envoy 10.0.1.10",
  sample: {
    peer: "10.0.1.10",
    headers: ["x-forwarded-for: 6.6.6.6,203.0.113.7", "x-envoy-external-address: 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells:
    "With `use_remote_address: true` it joins all X-Forwarded-For lines into one and appends its peer, bare, without a port. It also sets x-envoy-external-address to the client that it trusts, unless the request counts as internal.",
  scheme:
    "Sets X-Forwarded-Proto with `use_remote_address: true` and `xff_num_trusted_hops: 0`, the default. With trusted hops it passes it on: `trustedHops` says so, or write `proto: { passes: 'x-forwarded-proto' }`.",
  peer: "The address that Envoy connects from.",
  forged:
    "A forged X-Forwarded-For stays to the left of Envoy's own element. A forged x-envoy-external-address is overwritten, but survives where `use_remote_address` is false (its default), the request counts as internal, or Envoy listens on a unix socket.",
  authenticate:
    "By address; from another machine best by a secret too, with `request_headers_to_add` and OVERWRITE_IF_EXISTS_OR_ADD. In a mesh by identity, see istio.",
  traps: [
    "`use_remote_address: false` and `skip_xff_append: true` append nothing: the last element is the client's own.",
    "Up to version 1.32 every private source counts as internal, so behind a balancer that hides its peers a forged x-envoy-external-address survives. Cilium and Pomerium still set Envoy up like this.",
    "Envoy does not read an element with a port or brackets (Azure Application Gateway, an ALB with client ports): its external address is then the balancer.",
    "For a peer of exactly 127.0.0.1 or ::1 Envoy appends its own address.",
    "A mirrored (shadow) request has one element more.",
    "Its own health checks have no X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "Envoy Gateway counts `numTrustedHops` one higher than Envoy, Istio and Contour.",
  ],
  sources: [
    "https://github.com/client-ip/client-ip/blob/main/packages/vectors/data/envoy.jsonl",
    "https://github.com/envoyproxy/envoy/blob/00790513/docs/root/configuration/http/http_conn_man/headers.rst",
  ],
  read: "2026-11-22",
  confidence: ["measured", "documented"],
};

const RULES: OptionRules<EnvoyOptions> = {
  ...PROVEN_RULES,
  externalAddress: FLAG,
  trustedHops: wholeNumber(0, 31),
};

/**
 * A hop for Envoy that appends to X-Forwarded-For (`use_remote_address: true`). Write the proxies
 * in front of it as hops of their own, so that each address is checked: `[awsAlb({ address }),
 * envoy()]`. Facts and sources: docs/hops.md.
 *
 * `externalAddress: true` reads x-envoy-external-address instead, cross-checked with
 * X-Forwarded-For. Use it only when the addresses of the outer proxies are unknown: it does not
 * notice a request that went around them. Set `trustedHops` to their number, as in Envoy.
 *
 * @throws {ClientIpError} `preset-option`; also for `trustedHops` without `externalAddress`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { awsAlb, envoy } from "@client-ip/presets";
 *
 * const resolver = createResolver([awsAlb({ address: "10.0.1.0/24" }), envoy()]);
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7, 10.0.1.9"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function envoy(options: EnvoyOptions = {}): Hop {
  checkPreset(ENVOY_FACTS, options, RULES);
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
  const header = "x-forwarded-proto";
  const proto = (trustedHops ?? 0) > 0 ? { passes: header } : header;
  return { name: "envoy", address: ["loopback", "unix"], tells, proto, ...withSecretHeader(hop) };
}
