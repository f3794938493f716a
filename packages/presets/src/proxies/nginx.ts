import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, PROVEN_RULES, type ProvenOptions, withSecretHeader } from "../options.ts";

/** The options of {@link nginx}. */
export interface NginxOptions extends ProvenOptions {
  /**
   * The header that nginx writes: `x-forwarded-for` (the default) if it appends with
   * `$proxy_add_x_forwarded_for`, `x-real-ip` if it sets that header to `$remote_addr`.
   */
  readonly header?: "x-forwarded-for" | "x-real-ip";
}

export const NGINX_FACTS: FactSheet = {
  preset: "nginx",
  vendor: "nginx",
  what: "reverse proxy (`proxy_pass`), by default on the same host",
  words: ["OpenResty", "Tengine", "nginx-proxy", "proxy_set_header"],
  example: "nginx({ address: '10.0.1.10' })",
  text: "nginx 10.0.1.10",
  sample: {
    peer: "10.0.1.10",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells:
    "Nothing by default. With `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for` it joins all X-Forwarded-For lines of the client into one and appends its peer. With `proxy_set_header X-Real-IP $remote_addr` it overwrites X-Real-IP.",
  scheme:
    "Nothing by default: X-Forwarded-Proto passes as it came. With `proxy_set_header X-Forwarded-Proto $scheme` it sets it: write `proto: 'x-forwarded-proto'`. With `$http_x_forwarded_proto`, or no such line, write `proto: { passes: 'x-forwarded-proto' }`.",
  peer: "The address that nginx connects from: loopback on the same host, none on a unix socket.",
  forged:
    "A forged X-Forwarded-For stays to the left of nginx's own element, as sent; a forged X-Real-IP is overwritten.",
  authenticate:
    "By address, or by the permissions of a unix socket; from another machine best by a secret too, with `proxy_set_header X-Origin-Secret`.",
  traps: [
    "A single `proxy_set_header` in a location drops all inherited ones: a forged header then arrives as it was sent.",
    "With the realip module the client stands twice in the list, and the real peer is missing.",
    "`listen … proxy_protocol` without `set_real_ip_from` names the balancer in front, not the client.",
    "If nginx itself listens on a unix socket, it appends the text `unix:`.",
    "On loopback, any local process can send what nginx sends.",
  ],
  sources: ["https://github.com/client-ip/client-ip/blob/main/packages/vectors/data/nginx.jsonl"],
  read: "2026-11-22",
  confidence: ["measured"],
};

const RULES: OptionRules<NginxOptions> = {
  ...PROVEN_RULES,
  header: oneOfThese("x-forwarded-for", "x-real-ip"),
};

/**
 * A hop for nginx that appends to X-Forwarded-For, or sets X-Real-IP. Without `address` nginx is on
 * the same host and connects over loopback or a unix socket. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { nginx } from "@client-ip/presets";
 *
 * const resolver = createResolver(nginx({ address: "10.0.1.10" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.0.1.10", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function nginx(options: NginxOptions = {}): Hop {
  checkPreset(NGINX_FACTS, options, RULES);
  const { header = "x-forwarded-for", ...hop } = options;
  const tells = header === "x-real-ip" ? { value: header } : header;
  return { name: "nginx", address: ["loopback", "unix"], tells, ...withSecretHeader(hop) };
}
