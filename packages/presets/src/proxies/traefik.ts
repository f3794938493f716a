import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  checkPreset,
  onlyHeader,
  PROVEN_RULES,
  type ProvenOptions,
  withSecretHeader,
} from "../options.ts";

/** The options of {@link traefik}. */
export interface TraefikOptions extends ProvenOptions {
  /** The header to read. X-Real-IP cannot be: behind a trusted proxy a client can forge it. */
  readonly header?: "x-forwarded-for";
}

export const TRAEFIK_FACTS: FactSheet = {
  preset: "traefik",
  vendor: "Traefik",
  what: "reverse proxy and ingress controller, by default on the same host",
  words: [
    "Traefik Proxy",
    "Traefik Hub",
    "k3s",
    "Rancher",
    "Coolify",
    "Dokploy",
    "forwardedHeaders.trustedIPs",
    "IngressRoute",
  ],
  example: "traefik({ address: '10.42.0.0/16' })",
  text: "traefik 10.42.0.0/16",
  sample: {
    path: "[haproxy({ address: '10.0.1.9' }), traefik({ address: '10.42.0.8' })]",
    peer: "10.42.0.8",
    headers: [
      "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 10.0.1.9",
      "X-Forwarded-Proto: https",
      "X-Real-Ip: 6.6.6.6",
    ],
    client: "203.0.113.7",
  },
  tells:
    "Writes its peer, without a port, as the whole X-Forwarded-For. If the peer is among `forwardedHeaders.trustedIPs`, it joins the lines that the peer sent, with a comma and a space, and appends the peer.",
  scheme:
    "Sets X-Forwarded-Proto and X-Forwarded-Host. From a trusted peer it passes them on: then write `proto: { passes: 'x-forwarded-proto' }` and `host: { passes: 'x-forwarded-host' }`. For a WebSocket it writes `wss` or `ws`, which is no scheme here.",
  peer: "The address that Traefik connects from: its pod or container, or loopback.",
  forged:
    "From a peer that is not trusted, every X-Forwarded header and X-Real-IP is removed, also if written with `_`. From a trusted peer X-Forwarded-For stays to the left, and X-Real-IP stays as the client sent it. Forwarded, True-Client-IP and the like pass as sent.",
  authenticate:
    "By address; from another machine best by a secret too, with a `headers` middleware (`customRequestHeaders`).",
  traps: [
    "X-Real-IP is set only if it is absent. Behind a trusted load balancer that does not set it, such as an AWS ALB, it is the client's own text: this preset never reads it.",
    "`forwardedHeaders.insecure: true` trusts every peer. The last element stays Traefik's own.",
    "`notAppendXForwardedFor: true` appends nothing: the last element is the client's own.",
    "On k3s Traefik is behind klipper, which hides the client unless the Service has `externalTrafficPolicy: Local`: write `klipper > traefik 10.42.0.0/16 > app`.",
    "In Docker, `172.18.0.1` as the client is Docker's gateway: see docker.",
    "Its health checks have no X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
  ],
  sources: [
    "https://github.com/traefik/traefik/blob/fd5a576df2/pkg/middlewares/forwardedheaders/forwarded_header.go",
    "https://github.com/traefik/traefik/blob/fd5a576df2/pkg/proxy/httputil/proxy.go",
    "https://github.com/traefik/traefik/issues/10708",
  ],
  read: "2026-11-29",
  confidence: ["source", "reported"],
};

const RULES: OptionRules<TraefikOptions> = {
  ...PROVEN_RULES,
  header: onlyHeader(
    "x-forwarded-for",
    "Traefik passes on the X-Real-IP that a client sends through a trusted proxy",
  ),
};

/**
 * A hop for Traefik. Without `address` it is on the same host and connects over loopback; in Docker
 * or Kubernetes give the address of its container, or a range that only its pods have. Facts and
 * sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for the header X-Real-IP, which a client can forge
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { traefik } from "@client-ip/presets";
 *
 * const resolver = createResolver(traefik({ address: "10.42.0.0/16" }));
 * const rawHeaders = ["X-Forwarded-For", "203.0.113.7", "X-Real-Ip", "203.0.113.7"];
 * resolver.resolve({ peer: "10.42.0.8", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function traefik(options: TraefikOptions = {}): Hop {
  checkPreset(TRAEFIK_FACTS, options, RULES);
  const { header: tells = "x-forwarded-for", ...hop } = options;
  return {
    name: "traefik",
    address: "loopback",
    tells,
    proto: "x-forwarded-proto",
    host: "x-forwarded-host",
    ...withSecretHeader(hop),
  };
}
