import type { Hop } from "@client-ip/core";
import type { OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
} from "../options.ts";

/** The options of {@link netlify}. */
export interface NetlifyOptions extends HopOptions {
  /** The address that the application sees as its peer, which Netlify does not document. */
  readonly address: Addresses;
}

export const NETLIFY_FACTS: FactSheet = {
  preset: "netlify",
  vendor: "Netlify",
  what: "functions that get Node requests, and origins behind its proxy rewrites",
  words: ["NETLIFY", "x-nf-client-connection-ip", "context.ip", "netlify.app", "_redirects"],
  example: "netlify({ address: '127.0.0.1' })",
  text: "netlify 127.0.0.1",
  sample: {
    peer: "127.0.0.1",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7", "X-NF-Client-Connection-IP: 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "A function whose adapter gives it no socket",
      example: "netlify({ address: 'invoker' })",
      note: "As text `netlify invoker`. Whatever may invoke the function is believed.",
    },
  ],
  tells:
    "Sets X-NF-Client-Connection-IP to the client's address. A function also has `context.ip`.",
  peer: "Not documented. Log `clientIpInfo.peer`.",
  forged:
    "Code of users relies on a forged X-NF-Client-Connection-IP being overwritten; Netlify does not document it.",
  authenticate:
    "By the platform alone, for functions: only its runtime calls them. The hop is `required`, so that a peer that is not Netlify is never the client.",
  traps: [
    "In a function, prefer `context.ip`: no header is needed. SvelteKit's adapter changed to it.",
    "An origin of your own behind a proxy rewrite is reached by other customers' sites too: give it a header that only your rewrite sets, and write the hop yourself with `secret` and `shared: true`.",
    "On a developer's machine there is no runtime of Netlify's: use 'direct' there.",
  ],
  unknown:
    "The peer, and whether a forged header is overwritten. Send one and look at what arrives.",
  sources: [
    "https://github.com/sveltejs/kit/pull/5473",
    "https://github.com/umami-software/umami/pull/3619",
    "https://answers.netlify.com/t/is-the-client-ip-header-going-to-be-supported-long-term/11203/2",
  ],
  read: "2026-11-29",
  confidence: ["inferred", "reported"],
};

const RULES: OptionRules<NetlifyOptions> = {
  ...HOP_RULES,
  address: addressesOf("Netlify's runtime", "log clientIpInfo.peer of a few requests"),
};

/**
 * A hop for Netlify in front of functions that get Node requests. It is `required`. Facts and
 * sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which Netlify does not document
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { netlify } from "@client-ip/presets";
 *
 * const resolver = createResolver(netlify({ address: "127.0.0.1" }));
 * const rawHeaders = ["X-NF-Client-Connection-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function netlify(options: NetlifyOptions): Hop {
  checkPreset(NETLIFY_FACTS, options, RULES);
  const tells = { value: "x-nf-client-connection-ip", format: "ip" } as const;
  return { name: "netlify", tells, required: true, ...options };
}
