import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, PROVEN_RULES, type ProvenOptions, withSecretHeader } from "../options.ts";

/** The options of {@link haproxy}. */
export interface HaproxyOptions extends ProvenOptions {
  /**
   * The header that HAProxy writes: `x-forwarded-for` (the default) for `option forwardfor`,
   * `forwarded` for `option forwarded` (2.8 and later).
   */
  readonly header?: "x-forwarded-for" | "forwarded";
}

export const HAPROXY_FACTS: FactSheet = {
  preset: "haproxy",
  vendor: "HAProxy",
  what: "HTTP mode, by default on the same host",
  words: ["option forwardfor", "option forwarded"],
  example: "haproxy({ address: '10.0.1.10' })",
  text: "haproxy 10.0.1.10",
  sample: {
    peer: "10.0.1.10",
    headers: ["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells:
    "Nothing by default. `option forwardfor` adds its peer as a separate, last X-Forwarded-For line, without a port. `option forwarded` appends an RFC 7239 element, on a new line if the client's own Forwarded is malformed.",
  scheme:
    "Nothing by default: X-Forwarded-Proto passes as it came. With `http-request set-header X-Forwarded-Proto` it sets it: write `proto: 'x-forwarded-proto'`. Without it, write `proto: { passes: 'x-forwarded-proto' }`.",
  peer: "The address that HAProxy connects from: loopback on the same host, none on a unix socket.",
  forged: "Forged lines stay before HAProxy's own line.",
  authenticate:
    "By address, or by the permissions of a unix socket; from another machine best by a secret too, with `http-request set-header X-Origin-Secret`.",
  traps: [
    "`option forwardfor except …`, `if-none` and a front end on a unix socket write no line. The client's own line is then the last one, and nothing shows it.",
    "`option forwardfor header X-Client-IP` leaves the forged line first.",
    "`http-request set-src` from a header takes the client's own text for its address.",
    "`bind :::443 v4v6` writes IPv4 clients as `::ffff:a.b.c.d`.",
    "Version 2.6 has no `option forwarded`.",
    "The checks of `option httpchk` have no X-Forwarded-For: they are `missing`. By default they are `OPTIONS /`. Where unresolved requests are rejected, write `option httpchk GET /healthz`, and let that URL through (docs/health-checks.md).",
    "`send-proxy` is another hop: `{ address, tells: 'proxy-protocol' }`.",
  ],
  sources: ["https://github.com/client-ip/client-ip/blob/main/packages/vectors/data/haproxy.jsonl"],
  read: "2026-11-22",
  confidence: ["measured"],
};

const RULES: OptionRules<HaproxyOptions> = {
  ...PROVEN_RULES,
  header: oneOfThese("x-forwarded-for", "forwarded"),
};

/**
 * A hop for HAProxy with `option forwardfor` or `option forwarded`. Without `address` HAProxy is on
 * the same host and connects over loopback or a unix socket. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { haproxy } from "@client-ip/presets";
 *
 * const resolver = createResolver(haproxy({ header: "forwarded" }));
 * const rawHeaders = ["Forwarded", "for=6.6.6.6, for=203.0.113.7"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function haproxy(options: HaproxyOptions = {}): Hop {
  checkPreset(HAPROXY_FACTS, options, RULES);
  const { header: tells = "x-forwarded-for", ...hop } = options;
  return { name: "haproxy", address: ["loopback", "unix"], tells, ...withSecretHeader(hop) };
}
