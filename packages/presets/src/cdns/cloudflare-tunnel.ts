import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  checkPreset,
  HOP_RULES,
  type HopOptions,
  PROOF_RULES,
  type ProofOptions,
  withSecretHeader,
} from "../options.ts";

/** The header of Cloudflare to read. Both hold the same address. */
export type CloudflareHeader = "cf-connecting-ip" | "x-forwarded-for";

/**
 * The options of {@link cloudflareTunnel}. A request header transform rule of your zone sets the
 * `secret`, if other processes can connect from cloudflared's address.
 */
export interface CloudflareTunnelOptions extends HopOptions, Pick<ProofOptions, "secret"> {
  /** The header to read; `cf-connecting-ip` if absent. Both hold the same address. */
  readonly header?: CloudflareHeader;
}

export const CLOUDFLARE_TUNNEL_FACTS: FactSheet = {
  preset: "cloudflareTunnel",
  vendor: "Cloudflare",
  what: "Tunnel, by default with cloudflared on the same host",
  words: ["cloudflared", "Argo Tunnel", "Zero Trust", "TUNNEL_TOKEN"],
  example: "cloudflareTunnel({ address: '172.18.0.3' })",
  text: "cloudflare-tunnel 172.18.0.3",
  sample: {
    peer: "172.18.0.3",
    headers: ["X-Forwarded-For: 6.6.6.6,203.0.113.7", "CF-Connecting-IP: 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells:
    "As Cloudflare does: it sets CF-Connecting-IP, and appends the same address to X-Forwarded-For. cloudflared itself changes neither.",
  scheme: "As Cloudflare does: it sets X-Forwarded-Proto to what the client used.",
  peer: "Your own cloudflared: loopback on the same host, its container or pod elsewhere. Never an address of Cloudflare.",
  forged:
    "A forged CF-Connecting-IP is overwritten at Cloudflare's edge, and a forged X-Forwarded-For stays to the left.",
  authenticate:
    "By the address of cloudflared. No other customer can use your Tunnel, so it needs no second proof. Let nothing else connect from there.",
  traps: [
    "Any process that can connect from cloudflared's address is believed: on loopback every local process.",
    "If it is left out, the path `nginx` alone answers 127.0.0.1 for every visitor, without a warning: cloudflared looks like a local client.",
    "In a container, give cloudflared a fixed address, or a network with the application alone.",
    "Pseudo IPv4 in mode `Overwrite Headers` puts an artificial address into both headers: leave it off. Such an address is never the client (`malformed`).",
    "If nginx or another proxy stands between cloudflared and the application, write it behind: `[cloudflareTunnel(), nginx()]`.",
  ],
  unknown: "That cloudflared changes no header was looked up in its source, but not measured.",
  sources: [
    "https://github.com/cloudflare/cloudflared/tree/d1df7985",
    "https://github.com/cloudflare/cloudflare-docs/blob/1eaf7bbe/src/content/docs/fundamentals/reference/http-headers.mdx",
  ],
  read: "2026-11-22",
  confidence: ["documented", "inferred"],
};

const RULES: OptionRules<CloudflareTunnelOptions> = {
  ...HOP_RULES,
  secret: PROOF_RULES.secret,
  header: oneOfThese("cf-connecting-ip", "x-forwarded-for"),
};

/** The client of a request that a Worker of another zone makes (Cloudflare's http-headers.mdx). */
export const WORKERS = "2a06:98c0:3600::103";

/**
 * A hop for a Cloudflare Tunnel: cloudflared, which you run, connects to the application. Without
 * `address` it is on the same host. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { cloudflareTunnel } from "@client-ip/presets";
 *
 * const resolver = createResolver(cloudflareTunnel());
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6", "CF-Connecting-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function cloudflareTunnel(options: CloudflareTunnelOptions = {}): Hop {
  checkPreset(CLOUDFLARE_TUNNEL_FACTS, options, RULES);
  const { header, ...hop } = withSecretHeader(options);
  return {
    name: "cloudflareTunnel",
    address: ["loopback", "unix"],
    ...toldByCloudflare(header),
    ...hop,
  };
}

/** What Cloudflare says in a request's headers, whichever way the request takes from there. */
export function toldByCloudflare(
  header: CloudflareHeader = "cf-connecting-ip",
): Pick<Hop, "tells" | "proto" | "manyClients"> {
  const tells = header === "cf-connecting-ip" ? { value: header } : header;
  return { tells, proto: "x-forwarded-proto", manyClients: WORKERS };
}
