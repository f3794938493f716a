import type { Hop } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, HOP_RULES, type HopOptions } from "../options.ts";

export const HEROKU_FACTS: FactSheet = {
  preset: "heroku",
  vendor: "Heroku",
  what: "router in front of web dynos",
  words: ["dyno", "DYNO"],
  example: "heroku()",
  text: "heroku",
  sample: {
    peer: "10.1.2.3",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells: "Appends its peer to X-Forwarded-For.",
  scheme:
    "Says in X-Forwarded-Proto what the client used. That it overwrites a client's own is not documented: if you have tried it, write `proto: 'x-forwarded-proto'`.",
  peer: "A router, at a private address that is not published and changes.",
  forged:
    "A forged X-Forwarded-For stays to the left of the router's own element. Several lines are `ambiguous`.",
  authenticate: "By the platform alone: only the router can reach a web dyno.",
  traps: [
    "Router 1.0 appended to the first of several X-Forwarded-For lines, so the last element was the client's own. Router 2.0 (December 2024) fixes it. A request with several such lines is `ambiguous`.",
    "In a Private Space dynos can reach one another directly, and are believed like the router.",
    "On a developer's machine there is no router: use 'direct' there.",
  ],
  unknown: "Whether a router ever connects from an address that is not private.",
  sources: [
    "https://devcenter.heroku.com/articles/http-routing",
    "https://github.com/heroku/roadmap/issues/238",
    "https://github.com/rust-lang/crates.io/pull/7359",
    "https://github.com/rust-lang/crates.io/pull/10249",
    "https://hexdocs.pm/plug_ip_whitelist/Plug.IpWhitelist.HerokuRemoteIp.html",
    "https://github.com/fideloper/TrustedProxy/issues/64",
  ],
  read: "2026-11-22",
  confidence: ["documented", "reported"],
};

/**
 * A hop for Heroku's router. It is `required`: every request comes through the router, so a request
 * from an unexpected address is unresolved, and a router is never taken for a client. Facts and
 * sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { heroku } from "@client-ip/presets";
 *
 * const resolver = createResolver(heroku());
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.1.2.3", rawHeaders }).ip; // -> "203.0.113.7"
 * resolver.resolve({ peer: "198.51.100.9", rawHeaders }).status; // -> "bypassed"
 * ```
 */
export function heroku(options: HopOptions = {}): Hop {
  checkPreset(HEROKU_FACTS, options, HOP_RULES);
  return {
    name: "heroku",
    address: "private",
    tells: { list: "x-forwarded-for", oneLine: true },
    required: true,
    ...options,
  };
}
