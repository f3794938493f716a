import type { Hop } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, PROVEN_RULES, type ProvenOptions, withSecretHeader } from "../options.ts";

export const CADDY_FACTS: FactSheet = {
  preset: "caddy",
  vendor: "Caddy",
  what: "`reverse_proxy`, by default on the same host",
  words: ["Caddyfile", "reverse_proxy", "trusted_proxies", "caddy-docker-proxy", "FrankenPHP"],
  example: "caddy({ address: '10.0.1.10' })",
  text: "caddy 10.0.1.10",
  sample: {
    path: "[haproxy({ address: '10.0.1.9' }), caddy({ address: '10.0.1.10' })]",
    peer: "10.0.1.10",
    headers: [
      "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 10.0.1.9",
      "X-Forwarded-Host: app.example",
      "X-Forwarded-Proto: http",
    ],
    client: "203.0.113.7",
  },
  tells:
    "Writes its peer, without a port, as the whole X-Forwarded-For. With `trusted_proxies`, if the peer is one of them, it joins the lines that the peer sent and appends the peer.",
  scheme:
    "Sets X-Forwarded-Proto and X-Forwarded-Host. From one of `trusted_proxies` it passes both on: then write `proto: { passes: 'x-forwarded-proto' }` and `host: { passes: 'x-forwarded-host' }`.",
  peer: "The address that Caddy connects from: loopback on the same host, none on a unix socket.",
  forged:
    "The X-Forwarded-For of a peer that is not trusted is dropped; of a trusted one it stays to the left. X-Real-IP, Forwarded, True-Client-IP and the like pass as sent.",
  authenticate:
    "By address, or by the permissions of a unix socket; from another machine best by a secret too, with `header_up X-Origin-Secret …`.",
  traps: [
    "Behind another proxy, `trusted_proxies` must name it, or that proxy looks like the client. Write that proxy as a hop: it is then noticed, and the request is unresolved.",
    "`header_up X-Forwarded-For {client_ip}` and `header_up X-Real-IP {client_ip}` are not safe: by default `{client_ip}` is the first element of the list, which the client wrote. Leave X-Forwarded-For to Caddy.",
    "`header_up -X-Forwarded-For` removes the header: every request is then unresolved.",
    "`transport http { proxy_protocol v2 }` is another hop: `{ address, tells: 'proxy-protocol' }`. It names Caddy's peer, not `{client_ip}`.",
    "The checks of `health_uri` have no X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "On loopback, any local process can send what Caddy sends.",
  ],
  sources: [
    "https://github.com/client-ip/client-ip/blob/main/packages/vectors/data/caddy.jsonl",
    "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#defaults",
  ],
  read: "2026-11-22",
  confidence: ["measured", "documented"],
};

/**
 * A hop for Caddy's `reverse_proxy`. Without `address` Caddy is on the same host and connects over
 * loopback or a unix socket. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { caddy } from "@client-ip/presets";
 *
 * const resolver = createResolver(caddy());
 * const rawHeaders = ["X-Forwarded-For", "203.0.113.7", "X-Forwarded-Proto", "https"];
 * const { ip, proto } = resolver.resolve({ peer: "127.0.0.1", rawHeaders });
 * [ip, proto]; // -> ["203.0.113.7", "https"]
 * ```
 */
export function caddy(options: ProvenOptions = {}): Hop {
  checkPreset(CADDY_FACTS, options, PROVEN_RULES);
  return {
    name: "caddy",
    address: ["loopback", "unix"],
    tells: "x-forwarded-for",
    proto: "x-forwarded-proto",
    host: "x-forwarded-host",
    ...withSecretHeader(options),
  };
}
