import type { Hop } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, HOP_RULES, type HopOptions } from "../options.ts";

export const SQUID_FACTS: FactSheet = {
  preset: "squid",
  vendor: "Squid",
  what: "reverse proxy (`http_port … accel`), by default on the same host",
  words: ["forwarded_for", "follow_x_forwarded_for", "accelerator mode", "cache_peer"],
  example: "squid({ address: '10.0.1.10' })",
  text: "squid 10.0.1.10",
  sample: {
    peer: "10.0.1.10",
    headers: ["Via: 1.1 sq (squid/5.7)", "X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells:
    "With `forwarded_for on`, the default, it joins all X-Forwarded-For lines of the client into one and appends its peer, without a port. `truncate` writes its peer alone, `off` appends the word `unknown`.",
  scheme:
    "X-Forwarded-Proto and X-Forwarded-Host pass as they came: write `proto: { passes: 'x-forwarded-proto' }`. `front-end-https` writes Front-End-Https, which is not read.",
  peer: "The address that Squid connects from.",
  forged: "A forged X-Forwarded-For stays to the left of Squid's own element, as sent.",
  authenticate:
    "By address. `request_header_add` adds a second line to a forged one and does not replace it: use `request_header_access … deny all` for the name first.",
  traps: [
    "`forwarded_for transparent` appends nothing: the last element is the client's own.",
    "With `forwarded_for off` every request is `hidden`, with `delete` it is `missing`.",
    "`follow_x_forwarded_for` changes what Squid's own rules see. Squid still appends its peer.",
    "`Connection: X-Real-IP` of a client makes Squid drop that header.",
    "On loopback, any local process can send what Squid sends.",
  ],
  sources: [
    "https://github.com/client-ip/client-ip/blob/main/packages/vectors/data/squid.jsonl",
    "https://www.squid-cache.org/Doc/config/forwarded_for/",
  ],
  read: "2026-11-22",
  confidence: ["measured", "documented"],
};

/**
 * A hop for Squid as a reverse proxy, with `forwarded_for on` (its default) or `truncate`. Without
 * `address` it is on the same host and connects over loopback. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { squid } from "@client-ip/presets";
 *
 * const resolver = createResolver(squid({ address: "10.0.1.10" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.0.1.10", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function squid(options: HopOptions = {}): Hop {
  checkPreset(SQUID_FACTS, options, HOP_RULES);
  return { name: "squid", address: "loopback", tells: "x-forwarded-for", ...options };
}
