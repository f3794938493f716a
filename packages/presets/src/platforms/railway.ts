import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, HOP_RULES, type HopOptions, onlyHeader } from "../options.ts";

/** The options of {@link railway}. */
export interface RailwayOptions extends HopOptions {
  /** `x-real-ip`, the only header that Railway documents for it. */
  readonly header?: "x-real-ip";
}

export const RAILWAY_FACTS: FactSheet = {
  preset: "railway",
  vendor: "Railway",
  what: "edge proxy in front of services with a public domain",
  words: [
    "RAILWAY_ENVIRONMENT",
    "up.railway.app",
    "X-Railway-Edge",
    "X-Envoy-External-Address",
    "100.64.0.0/10",
  ],
  example: "railway()",
  text: "railway",
  sample: {
    peer: "100.64.0.3",
    headers: [
      "X-Envoy-External-Address: 6.6.6.6",
      "X-Forwarded-For: 203.0.113.7, 198.51.100.161",
      "X-Real-IP: 203.0.113.7",
    ],
    client: "203.0.113.7",
  },
  tells:
    "Sets X-Real-IP to the client's address. X-Forwarded-For begins with the client, and ends in one of its own edge servers, which changes from request to request.",
  scheme: "X-Forwarded-Proto is always `https`, since the edge takes nothing else.",
  peer: "The edge proxy, at an address in 100.64.0.0/10, as users report. Other services of your project connect over the private network, from IPv6 addresses.",
  forged:
    "A forged X-Real-IP is overwritten, and the elements of a forged X-Forwarded-For are removed, as users tried.",
  authenticate:
    "By the platform: only the edge connects from there. A request over the private network is `bypassed`.",
  traps: [
    "Old advice reads X-Envoy-External-Address. Railway documents no such header: on an edge that does not set it, it is the client's own text. No option reads it.",
    "The last element of X-Forwarded-For is an edge server: a limiter that counts one proxy gives each request a bucket of its own.",
    "100.64.0.0/10 is not in `private`: it is `cgnat`.",
    "Its health checks have no X-Real-IP. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "A TCP proxy of Railway tells nothing, and hides its clients.",
    "On a developer's machine there is no edge: use 'direct' there.",
  ],
  unknown:
    "What X-Real-IP is behind a CDN of your own, and with Railway's CDN caching on. If requests are `bypassed`, log `clientIpInfo.peer` and give its range as `address`.",
  sources: [
    "https://github.com/railwayapp/docs/blob/135863d8/content/docs/networking/public-networking/specs-and-limits.md",
    "https://github.com/fancyboi999/open-tag/pull/107",
    "https://github.com/Steward-Fi/steward/pull/275",
    "https://github.com/T3-Content/quipslop/pull/32",
    "https://github.com/imbolc/axum-client-ip/issues/27",
  ],
  read: "2026-11-29",
  confidence: ["documented", "reported"],
};

const RULES: OptionRules<RailwayOptions> = {
  ...HOP_RULES,
  header: onlyHeader(
    "x-real-ip",
    "x-envoy-external-address may be the client's own, and x-forwarded-for ends in an edge server",
  ),
};

/**
 * A hop for Railway's edge. It is `required`: a request that does not come through it is
 * unresolved. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for another header than X-Real-IP
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { railway } from "@client-ip/presets";
 *
 * const resolver = createResolver(railway());
 * const rawHeaders = ["X-Envoy-External-Address", "6.6.6.6", "X-Real-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "100.64.0.3", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function railway(options: RailwayOptions = {}): Hop {
  checkPreset(RAILWAY_FACTS, options, RULES);
  const { header: value = "x-real-ip", ...hop } = options;
  return {
    name: "railway",
    address: "cgnat",
    tells: { value, format: "ip" },
    proto: "x-forwarded-proto",
    required: true,
    healthChecks: true,
    ...hop,
  };
}
