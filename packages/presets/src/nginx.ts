import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "./fact-sheet.ts";
import { checkPreset, type HopOptions, HOP_RULES } from "./options.ts";

export interface NginxOptions extends HopOptions {
  /**
   * The header that nginx writes: `x-forwarded-for` (the default) where it appends with
   * `$proxy_add_x_forwarded_for`, `x-real-ip` where it sets that one to `$remote_addr`.
   */
  readonly header?: "x-forwarded-for" | "x-real-ip";
}

export const nginxFacts: FactSheet = {
  preset: "nginx",
  vendor: "nginx",
  what: "reverse proxy (`proxy_pass`), by default on the same host",
  example: "nginx({ address: '10.0.1.10' })",
  tells:
    "Nothing on its own. With `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for` it joins all lines of the client to one and appends its peer; with `proxy_set_header X-Real-IP $remote_addr` it overwrites that header.",
  peer: "The address nginx connects from: loopback on the same host; none on a unix socket.",
  forged: "Kept to the left of nginx's own element, as sent; a forged X-Real-IP is overwritten.",
  authenticate: "By address, or by the permissions of a unix socket.",
  traps: [
    "A single `proxy_set_header` in a location drops every inherited one: the forged header then arrives as it was sent.",
    "With the realip module the client stands twice in the list and the true neighbor is missing.",
    "`listen … proxy_protocol` without `set_real_ip_from` names the balancer in front, not the client.",
    "Behind a unix-socket listener of its own, nginx appends the text `unix:`.",
    "On loopback every local process can say what nginx says.",
  ],
  sources: ["https://github.com/client-ip/client-ip/blob/main/test/vectors/nginx.jsonl"],
  read: "2026-11-22",
  confidence: ["measured"],
};

const RULES: OptionRules<NginxOptions> = {
  ...HOP_RULES,
  header: oneOfThese("x-forwarded-for", "x-real-ip"),
};

/**
 * nginx that appends to X-Forwarded-For, or sets X-Real-IP. Without `address` it is on the same host:
 * it comes over loopback or a unix socket.
 *
 * @throws ClientIpError `preset-option`.
 */
export function nginx(options: NginxOptions = {}): Hop {
  checkPreset(nginxFacts, options, RULES);
  const { header = "x-forwarded-for", ...hop } = options;
  const tells = header === "x-real-ip" ? { value: header } : header;
  return { name: "nginx", address: ["loopback", "unix"], tells, ...hop };
}
