import type { Hop, Secret } from "@client-ip/core";
import { cloudflareAddresses } from "./cloudflare-addresses.ts";
import { isObject, oneOfThese, type OptionRule, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "./fact-sheet.ts";
import {
  type Addresses,
  ADDRESSES,
  checkPreset,
  type HopOptions,
  HOP_RULES,
  presetError,
  TEXTS,
} from "./options.ts";

export interface CloudflareOptions extends HopOptions {
  /** A header that a request header transform rule of your zone sets; the proof that it is your zone. */
  readonly secret?: Secret;
  /**
   * A URI SAN of the client certificate that you uploaded for authenticated origin pulls of your zone or
   * host name. The global certificate is shared by all customers and has none.
   */
  readonly identity?: string | readonly string[];
  /** Where cloudflared runs, for a Cloudflare Tunnel; in place of `address`. */
  readonly tunnel?: Addresses;
  /** The header to read; `cf-connecting-ip` if absent. Both name the same address. */
  readonly header?: "cf-connecting-ip" | "x-forwarded-for";
}

export const cloudflareFacts: FactSheet = {
  preset: "cloudflare",
  vendor: "Cloudflare",
  what: "CDN proxy (orange cloud), and Tunnel",
  example: "cloudflare({ secret: { header: 'x-origin-secret', value: 'a long random text' } })",
  tells: "Sets CF-Connecting-IP to its peer, and appends the same address to X-Forwarded-For.",
  peer: "An edge server within the 15 IPv4 and 7 IPv6 prefixes that Cloudflare publishes; with a Tunnel, your own cloudflared.",
  forged:
    "CF-Connecting-IP is set anew; X-Forwarded-For is kept to the left; all other headers pass. True-Client-IP can be made up by anybody unless its transform is on.",
  authenticate:
    "By the published prefixes and a second proof: every customer and every Worker comes from the same addresses. Set a secret header with a transform rule, or use authenticated origin pulls with a certificate of your own.",
  traps: [
    "Pseudo IPv4 in mode `Overwrite Headers` puts a made-up 240.0.0.0/4 address in both headers: leave it off.",
    "The managed transform `Remove visitor IP headers` drops both headers: every request is then unresolved.",
    "A Worker of your own zone can change what CF-Connecting-IP says in its subrequests; from another zone's Worker it says 2a06:98c0:3600::103.",
    "With a Tunnel the peer is cloudflared, never a Cloudflare address; every process that reaches the application like cloudflared is believed (inferred, not measured).",
    "172.64.0.0/13 looks private but is Cloudflare's.",
    "The prefixes change about once a year: give your own list in `address` when this one is stale.",
  ],
  sources: [
    "https://github.com/cloudflare/cloudflare-docs/blob/1eaf7bbe/src/content/docs/fundamentals/reference/http-headers.mdx",
    "https://github.com/cloudflare/cloudflare-docs/blob/1f2fee78/src/content/docs/fundamentals/concepts/cloudflare-ip-addresses.mdx",
    "https://github.com/cloudflare/cloudflare-docs/blob/0309c8be/src/content/docs/network/pseudo-ipv4.mdx",
    "https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/global/",
    "https://www.cloudflare.com/ips-v4",
    "https://www.cloudflare.com/ips-v6",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const secret: OptionRule = {
  expected: "{ header, value }",
  allows: (value) => isObject(value) && "header" in value && "value" in value,
};

const RULES: OptionRules<CloudflareOptions> = {
  ...HOP_RULES,
  secret,
  identity: TEXTS,
  tunnel: ADDRESSES,
  header: oneOfThese("cf-connecting-ip", "x-forwarded-for"),
};

/**
 * Cloudflare in front of the application, directly or with balancers between:
 * `[cloudflare({ secret }), awsAlb({ address })]`. Without `secret` or `identity` any customer of
 * Cloudflare can name any client; a finding says so.
 *
 * A Tunnel is a process of your own, so that hop is not `shared`.
 *
 * @throws ClientIpError `preset-option`; also for `tunnel` together with `address`.
 */
export function cloudflare(options: CloudflareOptions = {}): Hop {
  checkPreset(cloudflareFacts, options, RULES);
  const { header = "cf-connecting-ip", tunnel, ...hop } = options;
  const tells = header === "cf-connecting-ip" ? { value: header } : header;
  if (tunnel === undefined) {
    const address = [...cloudflareAddresses.v4, ...cloudflareAddresses.v6];
    return { name: "cloudflare", address, tells, shared: true, ...hop };
  }
  if (hop.address !== undefined) {
    throw presetError(
      "cloudflare({ tunnel, address })",
      "one of the two",
      "Leave address out: the peer is cloudflared, at the address given as tunnel.",
    );
  }
  return { name: "cloudflare", address: tunnel, tells, ...hop };
}
