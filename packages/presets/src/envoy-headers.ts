// What an Envoy with `use_remote_address: true` tells.
import type { Hop, Path } from "@client-ip/core";

const PROTO = "x-forwarded-proto";

/**
 * What it tells with `xff_num_trusted_hops`. With trusted hops it passes their X-Forwarded-Proto
 * on, and x-envoy-external-address holds the client that they named.
 */
export function envoyTells(trustedHops = 0): Pick<Hop, "tells" | "proto"> {
  return trustedHops === 0
    ? { tells: "x-forwarded-for", proto: PROTO }
    : { tells: { value: "x-envoy-external-address", trustedHops }, proto: { passes: PROTO } };
}

/**
 * The same for an Envoy whose x-envoy-external-address a client can forge: the client is the
 * element of X-Forwarded-For in front of those of the trusted hops. Of these only the number is
 * known, so that the proof is `count`.
 */
export function withTrustedHops(hop: Omit<Hop, "tells" | "proto">, trustedHops = 0): Hop | Path {
  const tells = "x-forwarded-for";
  if (trustedHops === 0) return { tells, proto: PROTO, ...hop };
  const counted = Array.from({ length: trustedHops }, (_, index): Hop => {
    return { name: `trusted hop ${index + 1}`, address: "any", tells, required: true };
  });
  return [...counted, { tells, proto: { passes: PROTO }, ...hop }];
}
