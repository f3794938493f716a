import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, SHARED_RULES, type SharedOptions, withSecretHeader } from "../options.ts";
import {
  PUBLISHED_RULES,
  type PublishedOptions,
  withPublishedAddress,
} from "../published-addresses.ts";

/** The options of {@link bunny}. */
export interface BunnyOptions extends SharedOptions, PublishedOptions {
  /** The header to read; `x-real-ip` if absent. Both hold the same, single address. */
  readonly header?: "x-real-ip" | "x-forwarded-for";
}

export const BUNNY_FACTS: FactSheet = {
  preset: "bunny",
  vendor: "bunny.net",
  what: "CDN (pull zone)",
  words: ["BunnyCDN", "bunny.net", "pull zone", "Edge Rule"],
  example: "bunny({ address: ['198.51.100.7'], secret: { value: 'a long random text' } })",
  text: "bunny 198.51.100.7 secret=env:ORIGIN_SECRET",
  sample: {
    peer: "198.51.100.7",
    headers: [
      "X-Client-IP: 6.6.6.6",
      "X-Real-IP: 203.0.113.7",
      "X-Forwarded-For: 203.0.113.7",
      "X-Origin-Secret: a long random text",
    ],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "The list of bunny.net, kept up to date while the application runs",
      example: "bunny({ live: true, secret: { value: 'a long random text' } })",
      note: "As text `bunny live secret=env:ORIGIN_SECRET`.",
    },
    {
      what: "Behind it a proxy that keeps X-Forwarded-For, but writes X-Real-IP",
      example:
        "bunny({ address: ['198.51.100.7'], secret: { value: 'a long random text' }, header: 'x-forwarded-for' })",
      note: "The header must hold one address when it arrives.",
    },
  ],
  tells:
    "Sets X-Real-IP and X-Forwarded-For to the client's address. X-Forwarded-For is no list here: it always holds one address.",
  peer: "An edge server: hundreds of single addresses, which change, listed at https://bunnycdn.com/api/system/edgeserverlist and, for IPv6, …/edgeserverlist/IPv6.",
  forged: "Both headers are overwritten, so nothing that a client wrote there survives.",
  authenticate:
    "By the published addresses and a second proof, since all customers connect from them: a secret header that an Edge Rule sets. A path without one is refused, unless it says `anyCustomer: true`.",
  traps: [
    "With Origin Shield the request comes from the shield, and both headers still name the client.",
    "The list changes often, so the preset asks for `address` or `live`. With a stale one, a new edge server is taken for a client; `required: true` leaves such requests unresolved.",
    "A proxy behind it that appends to X-Forwarded-For makes a list of it: then read X-Real-IP.",
  ],
  sources: [
    "https://bunny.net/docs/cdn/request-headers-to-origin.md",
    "https://support.bunny.net/hc/en-us/articles/24155254055964",
    "https://bunnycdn.com/api/system/edgeserverlist",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const RULES: OptionRules<BunnyOptions> = {
  ...SHARED_RULES,
  ...PUBLISHED_RULES,
  header: oneOfThese("x-real-ip", "x-forwarded-for"),
};

/**
 * A hop for a pull zone of bunny.net. Without `secret` or `identity` the resolver refuses it,
 * unless it says `anyCustomer: true`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address` and `live`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { bunny } from "@client-ip/presets";
 *
 * const secret = { value: "a long random text" };
 * const resolver = createResolver(bunny({ address: "198.51.100.7", secret }));
 * const rawHeaders = ["X-Origin-Secret", secret.value, "X-Real-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "198.51.100.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function bunny(options: BunnyOptions = {}): Hop {
  checkPreset(BUNNY_FACTS, options, RULES);
  const proven = withSecretHeader(options);
  const { header: value = "x-real-ip", ...hop } = withPublishedAddress("bunny", proven, false);
  return { name: "bunny", tells: { value, format: "ip" }, shared: true, ...hop };
}
