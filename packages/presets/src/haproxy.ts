import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "./fact-sheet.ts";
import { checkPreset, type HopOptions, HOP_RULES } from "./options.ts";

export interface HaproxyOptions extends HopOptions {
  /**
   * The header that HAProxy writes: `x-forwarded-for` (the default) for `option forwardfor`, `forwarded`
   * for `option forwarded` (2.8 and later).
   */
  readonly header?: "x-forwarded-for" | "forwarded";
}

export const haproxyFacts: FactSheet = {
  preset: "haproxy",
  vendor: "HAProxy",
  what: "HTTP mode, by default on the same host",
  example: "haproxy({ address: '10.0.1.10' })",
  tells:
    "Nothing on its own. `option forwardfor` adds its peer as a separate, last X-Forwarded-For line, without a port; `option forwarded` appends an RFC 7239 element, on a new line if the client's own Forwarded is broken.",
  peer: "The address HAProxy connects from: loopback on the same host; none on a unix socket.",
  forged: "Kept, as lines before HAProxy's own.",
  authenticate: "By address, or by the permissions of a unix socket.",
  traps: [
    "`option forwardfor except …` and `if-none`, and a front end on a unix socket, write no line: the client's is then the last one, and nothing shows it.",
    "`option forwardfor header X-Client-IP` leaves the forged line first.",
    "`http-request set-src` from a header makes the client's own words the truth.",
    "`bind :::443 v4v6` writes IPv4 clients as `::ffff:a.b.c.d`.",
    "Version 2.6 has no `option forwarded`.",
    "`send-proxy` is another hop: `{ address, tells: 'proxy-protocol' }`.",
  ],
  sources: ["https://github.com/client-ip/client-ip/blob/main/test/vectors/haproxy.jsonl"],
  read: "2026-11-22",
  confidence: ["measured"],
};

const RULES: OptionRules<HaproxyOptions> = {
  ...HOP_RULES,
  header: oneOfThese("x-forwarded-for", "forwarded"),
};

/**
 * HAProxy with `option forwardfor`, or `option forwarded`. Without `address` it is on the same host: it
 * comes over loopback or a unix socket.
 *
 * @throws ClientIpError `preset-option`.
 */
export function haproxy(options: HaproxyOptions = {}): Hop {
  checkPreset(haproxyFacts, options, RULES);
  const { header: tells = "x-forwarded-for", ...hop } = options;
  return { name: "haproxy", address: ["loopback", "unix"], tells, ...hop };
}
