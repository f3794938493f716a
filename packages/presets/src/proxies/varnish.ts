import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, PROVEN_RULES, type ProvenOptions, withSecretHeader } from "../options.ts";

/** The options of {@link varnish}. */
export interface VarnishOptions extends ProvenOptions {
  /**
   * The header that Varnish writes: `x-forwarded-for` (the default), as it does by itself, or
   * `x-real-ip` if your VCL has `set req.http.X-Real-IP = client.ip;`.
   */
  readonly header?: "x-forwarded-for" | "x-real-ip";
}

export const VARNISH_FACTS: FactSheet = {
  preset: "varnish",
  vendor: "Varnish",
  what: "HTTP cache, by default on the same host",
  words: ["Varnish Cache", "Vinyl Cache", "VCL", "varnishd"],
  example: "varnish({ address: '10.0.1.10' })",
  text: "varnish 10.0.1.10",
  sample: {
    peer: "10.0.1.10",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells:
    "Joins all X-Forwarded-For lines of the client into one and appends its peer, without a port. A `return (restart)` does not append again, and `pipe` appends too.",
  scheme:
    "X-Forwarded-Proto and X-Forwarded-Host pass as they came: write `proto: { passes: 'x-forwarded-proto' }`. If your VCL sets one, write its name.",
  peer: "The address that Varnish connects from: loopback on the same host, none on a unix socket.",
  forged:
    "A forged X-Forwarded-For stays to the left of Varnish's own element, as sent; an X-Real-IP that the VCL sets is overwritten.",
  authenticate:
    "By address, or by the permissions of a unix socket; from another machine best by a secret too, with `set bereq.http.X-Origin-Secret`.",
  traps: [
    "A VCL that appends `client.ip` to X-Forwarded-For once more, as old recipes do, writes two elements.",
    "In the VCL `client.ip` is the balancer in front, unless that sends PROXY to a listener `-a …,PROXY`. Such a listener believes every sender.",
    "`.proxy_header` on the backend is another hop: `{ address, tells: 'proxy-protocol' }`.",
    "What comes from the cache never reaches the application.",
    "A probe has no X-Forwarded-For: it is `missing`. Whatever rejects unresolved requests must let it through (docs/health-checks.md).",
    "On loopback, any local process can send what Varnish sends.",
  ],
  sources: [
    "https://github.com/client-ip/client-ip/blob/main/packages/vectors/data/varnish.jsonl",
    "https://varnish-cache.org/docs/trunk/users-guide/vcl-built-in-subs.html",
  ],
  read: "2026-11-22",
  confidence: ["measured", "documented"],
};

const RULES: OptionRules<VarnishOptions> = {
  ...PROVEN_RULES,
  header: oneOfThese("x-forwarded-for", "x-real-ip"),
};

/**
 * A hop for Varnish, which appends to X-Forwarded-For by itself. Without `address` it is on the
 * same host and connects over loopback or a unix socket. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { varnish } from "@client-ip/presets";
 *
 * const resolver = createResolver(varnish());
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function varnish(options: VarnishOptions = {}): Hop {
  checkPreset(VARNISH_FACTS, options, RULES);
  const { header = "x-forwarded-for", ...hop } = options;
  const tells = header === "x-real-ip" ? { value: header } : header;
  return { name: "varnish", address: ["loopback", "unix"], tells, ...withSecretHeader(hop) };
}
