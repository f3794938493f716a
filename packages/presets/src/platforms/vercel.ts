import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
} from "../options.ts";

/** The options of {@link vercel}. */
export interface VercelOptions extends HopOptions {
  /** The address that a function sees as its peer, which Vercel does not document. */
  readonly address: Addresses;
  /**
   * The header to read; `x-vercel-forwarded-for` if absent. All three hold the same, single
   * address, unless a proxy in front of Vercel is trusted (Enterprise).
   */
  readonly header?: "x-vercel-forwarded-for" | "x-real-ip" | "x-forwarded-for";
}

export const VERCEL_FACTS: FactSheet = {
  preset: "vercel",
  vendor: "Vercel",
  what: "functions that get Node requests",
  words: ["VERCEL", "VERCEL_ENV", "x-vercel-forwarded-for", "Next.js", "ipAddress()", "vercel.app"],
  example: "vercel({ address: '127.0.0.1' })",
  text: "vercel 127.0.0.1",
  sample: {
    peer: "127.0.0.1",
    headers: [
      "X-Client-IP: 6.6.6.6",
      "X-Forwarded-For: 203.0.113.7",
      "X-Real-IP: 203.0.113.7",
      "X-Vercel-Forwarded-For: 203.0.113.7",
    ],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "A function whose adapter gives it no socket",
      example: "vercel({ address: 'invoker' })",
      note: "As text `vercel invoker`. Whatever may invoke the function is believed.",
    },
  ],
  tells:
    "Sets X-Forwarded-For, X-Real-IP and X-Vercel-Forwarded-For to the client's address, each to one address.",
  peer: "Not documented: a function gets its requests from Vercel's runtime. Log `clientIpInfo.peer`.",
  forged:
    "Vercel overwrites X-Forwarded-For, and passes no address from outside on. The other two hold the same.",
  authenticate:
    "By the platform alone: only its runtime calls a function. The hop is `required`, so that a peer that is not the runtime is never the client.",
  traps: [
    "A proxy in front of Vercel is the client in all three: write it as a hop outside, `[cloudflare({ secret }), vercel({ address })]`.",
    "With Trusted Proxy (Enterprise), X-Forwarded-For is passed on from that proxy.",
    "Edge functions, and Next.js' middleware, have no Node request: there, read the header yourself, or `ipAddress()` of @vercel/functions.",
    "On a developer's machine there is no runtime of Vercel's: use 'direct' there.",
  ],
  unknown: "The peer that functions see. Whether a client's own copies arrive beside the headers.",
  sources: ["https://vercel.com/docs/headers/request-headers"],
  read: "2026-11-29",
  confidence: ["documented"],
};

const RULES: OptionRules<VercelOptions> = {
  ...HOP_RULES,
  address: addressesOf("Vercel's runtime", "log clientIpInfo.peer of a few requests"),
  header: oneOfThese("x-vercel-forwarded-for", "x-real-ip", "x-forwarded-for"),
};

/**
 * A hop for Vercel in front of functions that get Node requests. It is `required`. Facts and
 * sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, which Vercel does not document
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { vercel } from "@client-ip/presets";
 *
 * const resolver = createResolver(vercel({ address: "127.0.0.1" }));
 * const rawHeaders = ["X-Vercel-Forwarded-For", "203.0.113.7"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function vercel(options: VercelOptions): Hop {
  checkPreset(VERCEL_FACTS, options, RULES);
  const { header: value = "x-vercel-forwarded-for", ...hop } = options;
  return { name: "vercel", tells: { value, format: "ip" }, required: true, ...hop };
}
