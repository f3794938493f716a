import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  checkPreset,
  HOP_RULES,
  type HopOptions,
  presetError,
  PROOF_RULES,
  type ProofOptions,
  withSecretHeader,
} from "../options.ts";

/**
 * The options of {@link googleAlb}. The `address` of a regional or internal balancer is its
 * proxy-only subnet. A custom request header of the backend service can be the `secret`.
 */
export interface GoogleAlbOptions extends HopOptions, Pick<ProofOptions, "secret"> {}

/** Google's front ends, as its firewall rules name them; no customer can have these addresses. */
export const GOOGLE_FRONT_ENDS: readonly string[] = [
  "35.191.0.0/16",
  "130.211.0.0/22",
  "2600:2d00:1:1::/64",
  "2600:2d00:1:b029::/64",
];

export const GOOGLE_ALB_FACTS: FactSheet = {
  preset: "googleAlb",
  vendor: "Google Cloud",
  what: "Application Load Balancer, in front of instances or of pods of GKE",
  words: [
    "GCLB",
    "HTTP(S) Load Balancing",
    "GFE",
    "Google Front End",
    "GKE Ingress",
    "gke-l7-global-external-managed",
    "130.211.0.0/22",
    "35.191.0.0/16",
    "proxy-only subnet",
  ],
  example: "googleAlb()",
  text: "google-alb",
  sample: {
    peer: "35.191.10.9",
    headers: ["X-Forwarded-For: 6.6.6.6,203.0.113.7,198.51.100.10"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "a regional or internal balancer",
      example: "googleAlb({ address: '10.129.0.0/23' })",
      note: "The address is its proxy-only subnet.",
    },
  ],
  tells:
    "Appends two elements to X-Forwarded-For: its peer, then its own public address, with a comma and no space.",
  scheme:
    "Says in X-Forwarded-Proto what the client used. That it overwrites a client's own is not documented: if you have tried it, write `proto: 'x-forwarded-proto'`.",
  peer: "A Google front end in 35.191.0.0/16 or 130.211.0.0/22 (IPv6: 2600:2d00:1:1::/64, 2600:2d00:1:b029::/64); of a regional or internal balancer an address in its proxy-only subnet. A GKE Ingress without container-native load balancing reaches pods through a node: add snat({ address }) inside.",
  forged:
    "A forged X-Forwarded-For stays to the left of the two elements, unchecked, and may be any text.",
  authenticate:
    "By the front ends' ranges, which Google documents for firewall rules. A custom request header can be the secret.",
  traps: [
    "The client is the second element from the right. The last one, the balancer's own address, is the same for all clients.",
    "Do not write this hop in front of cloudRun(): Cloud Run's front end connects in its place. Write `cloudRun({ balancer })` with the balancer's public addresses.",
    "A server outside Google Cloud, behind an internet NEG, sees other addresses, which all customers share: `dig TXT _cloud-eoips.googleusercontent.com` lists them. Give them as `address`, with a `secret`.",
    "Its health checks come from the same ranges, without X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
  ],
  sources: [
    "https://cloud.google.com/load-balancing/docs/https#x-forwarded-for_header",
    "https://cloud.google.com/load-balancing/docs/firewall-rules",
    "https://github.com/kubernetes/registry.k8s.io/blob/a1a9507f/pkg/clientip/clientip.go",
  ],
  read: "2026-11-29",
  confidence: ["documented"],
};

const RULES: OptionRules<GoogleAlbOptions> = { ...HOP_RULES, secret: PROOF_RULES.secret };

/** Text that names one address, as a proxy-only subnet never is. */
const ONE_ADDRESS = /^[\da-f]*[.:][\da-f.:]*(?:\/32|\/128)?$/i;

/**
 * A hop for a Google Cloud Application Load Balancer in front of instances or pods; for Cloud Run
 * use {@link cloudRun} alone. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for a single address, such as the balancer's own,
 *   from which it does not connect
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { googleAlb } from "@client-ip/presets";
 *
 * const resolver = createResolver(googleAlb());
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6,203.0.113.7,198.51.100.10"];
 * resolver.resolve({ peer: "35.191.10.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function googleAlb(options: GoogleAlbOptions = {}): Hop {
  checkPreset(GOOGLE_ALB_FACTS, options, RULES);
  const given = [options.address ?? []].flat();
  // With its own address, a path through Cloud Run would count elements that a client wrote.
  if (given.some((entry) => typeof entry === "string" && ONE_ADDRESS.test(entry))) {
    throw presetError(
      "googleAlb({ address }) with a single address",
      "the range that the balancer connects from",
      "Leave address out for a global balancer, or give the proxy-only subnet of a regional one. In front of Cloud Run write cloudRun({ balancer }) with the balancer's own addresses, as text 'cloud-run balancer=198.51.100.10'.",
    );
  }
  const tells = { list: "x-forwarded-for", appends: 2, format: "ip" } as const;
  const hop = withSecretHeader(options);
  return { name: "googleAlb", address: GOOGLE_FRONT_ENDS, tells, healthChecks: true, ...hop };
}
