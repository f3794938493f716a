import type { Hop } from "@client-ip/core";
import { type OptionRules, required } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  SHARED_RULES,
  type SharedOptions,
  withSecretHeader,
} from "../options.ts";
import { ownHeader } from "./own-header.ts";

/** The options of {@link akamai}. */
export interface AkamaiOptions extends SharedOptions {
  /** The addresses of your Site Shield map, or of your Origin IP ACL. */
  readonly address: Addresses;
  /**
   * The header that your property sets to the client's address: `true-client-ip`, if the behavior
   * "True Client IP Header" is on and lets no client set it, or another that your property sets.
   */
  readonly header: string;
}

export const AKAMAI_FACTS: FactSheet = {
  preset: "akamai",
  vendor: "Akamai",
  what: "CDN, with a property that sets a header of its own",
  words: ["True-Client-IP", "Site Shield", "SiteShield", "Property Manager", "Origin IP ACL"],
  example:
    "akamai({ header: 'x-edge-client-ip', address: ['198.51.100.0/24'], secret: { value: 'a long random text' } })",
  text: "akamai 198.51.100.0/24 header=x-edge-client-ip secret=env:ORIGIN_SECRET",
  sample: {
    peer: "198.51.100.7",
    headers: [
      "True-Client-IP: 6.6.6.6",
      "X-Forwarded-For: 6.6.6.6, 203.0.113.7",
      "X-Edge-Client-IP: 203.0.113.7",
      "X-Origin-Secret: a long random text",
    ],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "The behavior `True Client IP Header`, with `Allow Clients To Set` off",
      example:
        "akamai({ header: 'true-client-ip', address: ['198.51.100.0/24'], secret: { value: 'a long random text' } })",
      note: "It has the finding `forgeable-header`, since other set-ups let clients write it: `accept` it once you have tried a forged one.",
    },
  ],
  tells:
    "True-Client-IP, if the property turns it on. Any header that the property sets with `Modify Incoming Request Header`.",
  peer: "An edge server. Their addresses change and are not published for this use: order Site Shield or an Origin IP ACL, which have a fixed list.",
  forged:
    "A forged True-Client-IP is kept if the property lets clients set it. What happens to a forged X-Forwarded-For is not known.",
  authenticate:
    "By the addresses of Site Shield or the Origin IP ACL and a second proof: a secret header that the property sets, or its client certificate (mutual TLS to the origin). A path with neither is refused, unless it says `anyCustomer: true`.",
  traps: [
    "Akamai's True-Client-IP and the one that Cloudflare sets for Enterprise have the same name.",
    "Nothing was found about how many elements Akamai's own tiers add to X-Forwarded-For, so the preset does not read it.",
    "Public lists that are made from Akamai's networks hold other customers and egress addresses of clients: they are not its edge.",
  ],
  unknown:
    "The vendor's own manual was not read. Send a forged header of the name that you chose, and look at what arrives.",
  sources: [
    "https://github.com/realclientip/realclientip-go/blob/0718295/realclientip.go",
    "https://github.com/ugurkocde/AwesomeIntune/pull/190",
  ],
  read: "2026-11-29",
  confidence: ["inferred", "reported"],
};

const RULES: OptionRules<AkamaiOptions> = {
  ...SHARED_RULES,
  address: addressesOf(
    "your Site Shield map or Origin IP ACL",
    "Akamai's Control Center lists them",
  ),
  header: required(
    ownHeader(
      "your property sets on each request; clients can forge x-forwarded-for",
      "true-client-ip",
    ),
  ),
};

/**
 * A hop for Akamai, which tells the client in a header that your property sets. Without `secret` or
 * `identity` the resolver refuses it, unless it says `anyCustomer: true`. Facts and sources:
 * docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `header` or `address`, and for a header
 *   that clients can forge
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { akamai } from "@client-ip/presets";
 *
 * const secret = { value: "a long random text" };
 * const resolver = createResolver(
 *   akamai({ header: "x-edge-client-ip", address: "198.51.100.0/24", secret }),
 * );
 * const rawHeaders = ["X-Origin-Secret", secret.value, "X-Edge-Client-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "198.51.100.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function akamai(options: AkamaiOptions): Hop {
  checkPreset(AKAMAI_FACTS, options, RULES);
  const { header, ...hop } = withSecretHeader(options);
  return { name: "akamai", tells: { value: header }, shared: true, ...hop };
}
