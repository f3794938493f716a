import type { Hop } from "@client-ip/core";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, PROVEN_RULES, type ProvenOptions, withSecretHeader } from "../options.ts";

export const APACHE_FACTS: FactSheet = {
  preset: "apache",
  vendor: "Apache httpd",
  what: "reverse proxy (`ProxyPass`, mod_proxy_http), by default on the same host",
  words: ["httpd", "apache2", "mod_proxy", "ProxyPass", "ProxyAddHeaders", "mod_remoteip"],
  example: "apache({ address: '10.0.1.10' })",
  text: "apache 10.0.1.10",
  sample: {
    peer: "10.0.1.10",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7", "X-Forwarded-Host: app.example"],
    client: "203.0.113.7",
  },
  tells:
    "With `ProxyAddHeaders On`, the default, it joins all X-Forwarded-For lines of the client into one and appends its peer, without a port.",
  scheme:
    "Appends its own host to X-Forwarded-Host. X-Forwarded-Proto passes as it came. With `RequestHeader set X-Forwarded-Proto` it sets it: write `proto: 'x-forwarded-proto'`. Without it, write `proto: { passes: 'x-forwarded-proto' }`.",
  peer: "The address that Apache connects from: loopback on the same host, none on a unix socket.",
  forged: "A forged X-Forwarded-For stays to the left of Apache's own element, as sent.",
  authenticate:
    "By address, or by the permissions of a unix socket; from another machine best by a secret too, with `RequestHeader set X-Origin-Secret`.",
  traps: [
    "`ProxyAddHeaders Off` adds nothing: the last element is the client's own.",
    "`Connection: X-Real-IP` of a client makes Apache drop the header that `RequestHeader set X-Real-IP` has written, and a secret of that kind as well. Such a request is unresolved, and no client is forged.",
    "mod_remoteip removes the elements that it trusts from the list, and writes the client in their place. Without a list of proxies it trusts every peer. Leave it off: the path walks the list itself.",
    "`RequestHeader append X-Forwarded-For` beside `ProxyAddHeaders On` writes two elements.",
    "`RemoteIPProxyProtocol` believes every sender.",
    "On loopback, any local process can send what Apache sends.",
  ],
  sources: [
    "https://github.com/client-ip/client-ip/blob/main/packages/vectors/data/apache.jsonl",
    "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#x-headers",
  ],
  read: "2026-11-22",
  confidence: ["measured", "documented"],
};

/**
 * A hop for Apache httpd that appends to X-Forwarded-For (`ProxyAddHeaders On`, its default).
 * Without `address` Apache is on the same host and connects over loopback or a unix socket. Facts
 * and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { apache } from "@client-ip/presets";
 *
 * const resolver = createResolver(apache({ address: "10.0.1.10" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.0.1.10", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function apache(options: ProvenOptions = {}): Hop {
  checkPreset(APACHE_FACTS, options, PROVEN_RULES);
  return {
    name: "apache",
    address: ["loopback", "unix"],
    tells: "x-forwarded-for",
    host: { appends: "x-forwarded-host" },
    ...withSecretHeader(options),
  };
}
