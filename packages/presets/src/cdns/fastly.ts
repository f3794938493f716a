import type { Hop } from "@client-ip/core";
import { type OptionRule, type OptionRules, required } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, SHARED_RULES, type SharedOptions, withSecretHeader } from "../options.ts";
import {
  PUBLISHED_RULES,
  type PublishedOptions,
  withPublishedAddress,
} from "../published-addresses.ts";
import { ownHeader } from "./own-header.ts";

/** The options of {@link fastly}. */
export interface FastlyOptions extends SharedOptions, PublishedOptions {
  /**
   * The header that your VCL sets to the client's address. None of those that Fastly writes by
   * itself will do: a client can forge Fastly-Client-IP, and X-Forwarded-For over plain HTTP.
   */
  readonly header: string;
}

export const FASTLY_FACTS: FactSheet = {
  preset: "fastly",
  vendor: "Fastly",
  what: "CDN with a VCL service that sets a header of your own",
  words: ["Fastly-Client-IP", "VCL", "shielding", "client.ip", "Firebase Hosting"],
  example: "fastly({ header: 'x-edge-client-ip', secret: { value: 'a long random text' } })",
  text: "fastly header=x-edge-client-ip secret=env:ORIGIN_SECRET",
  sample: {
    peer: "151.101.64.7",
    headers: [
      "Fastly-Client-IP: 6.6.6.6",
      "X-Forwarded-For: 6.6.6.6",
      "X-Edge-Client-IP: 203.0.113.7",
      "X-Origin-Secret: a long random text",
    ],
    client: "203.0.113.7",
  },
  tells:
    "Fastly-Client-IP, only if the client sent none. X-Forwarded-For, only for clients that use TLS; with shielding it has one element more. So set a header in `vcl_recv`: `if (fastly.ff.visits_this_service == 0 && req.restarts == 0) { set req.http.X-Edge-Client-IP = client.ip; }`.",
  peer: "A server of the edge, or of the shield, in the 19 IPv4 and 2 IPv6 prefixes that https://api.fastly.com/public-ip-list names.",
  forged:
    "A forged Fastly-Client-IP is kept. A forged X-Forwarded-For stays to the left over TLS, and is the whole header over plain HTTP. A header that VCL sets as above is overwritten where the request enters.",
  authenticate:
    "By the published prefixes and a second proof, since all customers connect from them. Set a secret header in VCL, or give the backend a client certificate. A path with neither is refused, unless it says `anyCustomer: true`.",
  traps: [
    "The condition matters: without it the shield would write the edge server's address over the client's, and a restart might too.",
    "A Compute service touches no X-Forwarded-For: set the header in your program, from the address of the client.",
    "The preset has the prefixes of a day in 2026. With a stale list, a new server of Fastly is taken for a client: `live: true` keeps it up to date, and `required: true` leaves such requests unresolved.",
  ],
  sources: [
    "https://www.fastly.com/documentation/reference/http/http-headers/Fastly-Client-IP/",
    "https://www.fastly.com/documentation/reference/http/http-headers/X-Forwarded-For/",
    "https://www.fastly.com/documentation/reference/vcl/variables/client-connection/client-ip/",
    "https://api.fastly.com/public-ip-list",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const HEADER: OptionRule = ownHeader(
  "your VCL sets to client.ip; clients can forge fastly-client-ip, x-forwarded-for and true-client-ip",
);

const RULES: OptionRules<FastlyOptions> = {
  ...SHARED_RULES,
  ...PUBLISHED_RULES,
  header: required(HEADER),
};

/**
 * A hop for Fastly, which tells the client in a header that your VCL sets. Without `secret` or
 * `identity` the resolver refuses it, unless it says `anyCustomer: true`. Facts and sources:
 * docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `header`, and for a header that clients can
 *   forge
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { fastly } from "@client-ip/presets";
 *
 * const secret = { value: "a long random text" };
 * const resolver = createResolver(fastly({ header: "x-edge-client-ip", secret }));
 * const rawHeaders = ["X-Origin-Secret", secret.value, "X-Edge-Client-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "151.101.64.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function fastly(options: FastlyOptions): Hop {
  checkPreset(FASTLY_FACTS, options, RULES);
  const { header, ...hop } = withPublishedAddress("fastly", withSecretHeader(options));
  return { name: "fastly", tells: { value: header }, shared: true, ...hop };
}
