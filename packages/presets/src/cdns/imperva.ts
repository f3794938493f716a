import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, SHARED_RULES, type SharedOptions, withSecretHeader } from "../options.ts";
import {
  PUBLISHED_RULES,
  type PublishedOptions,
  withPublishedAddress,
} from "../published-addresses.ts";

/** The options of {@link imperva}. */
export interface ImpervaOptions extends SharedOptions, PublishedOptions {}

export const IMPERVA_FACTS: FactSheet = {
  preset: "imperva",
  vendor: "Imperva",
  what: "Cloud WAF and CDN (Incapsula)",
  words: ["Incapsula", "Incap-Client-IP", "Cloud WAF"],
  example: "imperva({ secret: { value: 'a long random text' } })",
  text: "imperva secret=env:ORIGIN_SECRET",
  sample: {
    peer: "198.143.32.7",
    headers: [
      "X-Forwarded-For: 6.6.6.6, 203.0.113.7",
      "Incap-Client-IP: 203.0.113.7",
      "X-Origin-Secret: a long random text",
    ],
    client: "203.0.113.7",
  },
  tells: "Sets Incap-Client-IP to the client's address.",
  peer: "A server of Imperva, in the prefixes that https://my.imperva.com/api/integration/v1/ips names.",
  forged:
    "Whether a forged Incap-Client-IP is overwritten is not known; two lines of it are `malformed`.",
  authenticate:
    "By the published prefixes and a second proof, since all customers connect from them: a secret header that a delivery rule of your site sets. A path without one is refused, unless it says `anyCustomer: true`.",
  traps: [
    "A program that believes Incap-Client-IP from any peer is open to every client: such a hole was reported in other software.",
    "The preset has the prefixes of a day in 2026. With a stale list, a new server of Imperva is taken for a client: `live: true` keeps it up to date, and `required: true` leaves such requests unresolved.",
  ],
  unknown:
    "Whether Imperva overwrites a forged Incap-Client-IP, and what it does to X-Forwarded-For. Send a forged one through your site and look at what arrives.",
  sources: [
    "https://my.imperva.com/api/integration/v1/ips",
    "https://github.com/ugurkocde/AwesomeIntune/pull/190",
  ],
  read: "2026-11-29",
  confidence: ["inferred", "reported"],
};

const RULES: OptionRules<ImpervaOptions> = {
  ...SHARED_RULES,
  ...PUBLISHED_RULES,
};

/**
 * A hop for Imperva's Cloud WAF. Without `secret` or `identity` the resolver refuses it, unless it
 * says `anyCustomer: true`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { imperva } from "@client-ip/presets";
 *
 * const secret = { value: "a long random text" };
 * const resolver = createResolver(imperva({ secret }));
 * const rawHeaders = ["X-Origin-Secret", secret.value, "Incap-Client-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "198.143.32.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function imperva(options: ImpervaOptions = {}): Hop {
  checkPreset(IMPERVA_FACTS, options, RULES);
  return {
    name: "imperva",
    tells: { value: "incap-client-ip" },
    shared: true,
    ...withPublishedAddress("imperva", withSecretHeader(options)),
  };
}
