import type { Hop } from "@client-ip/core";
import type { FactSheet } from "./fact-sheet.ts";
import { checkPreset, type HopOptions, HOP_RULES } from "./options.ts";

export const herokuFacts: FactSheet = {
  preset: "heroku",
  vendor: "Heroku",
  what: "router in front of web dynos",
  example: "heroku()",
  tells: "Appends its peer to X-Forwarded-For.",
  peer: "A router, at a private address that is not published and changes.",
  forged: "Kept to the left of the router's own element.",
  authenticate: "By the platform alone: nothing but the router reaches a web dyno.",
  traps: [
    "Router 1.0 appended to the first of several X-Forwarded-For lines, so the last element was the client's own; Router 2.0 (December 2024) mends it.",
    "In a Private Space dynos reach one another directly, and are believed as if they were the router.",
    "On a developer's machine there is no router: use 'direct' there.",
  ],
  unknown: "Whether a router ever comes from an address that is not private.",
  sources: [
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
 * Heroku's router. It is `required`: since every request comes through it, one that seems not to is
 * unresolved, so that a router at an unexpected address is never taken for a client.
 *
 * @throws ClientIpError `preset-option`.
 */
export function heroku(options: HopOptions = {}): Hop {
  checkPreset(herokuFacts, options, HOP_RULES);
  return {
    name: "heroku",
    address: "private",
    tells: "x-forwarded-for",
    required: true,
    ...options,
  };
}
