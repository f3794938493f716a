import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  ADDRESSES,
  checkPreset,
  presetError,
  SHARED_RULES,
  type SharedOptions,
  withSecretHeader,
} from "../options.ts";
import {
  PUBLISHED_RULES,
  type PublishedOptions,
  withPublishedAddress,
} from "../published-addresses.ts";
import { type CloudflareHeader, cloudflareTunnel, toldByCloudflare } from "./cloudflare-tunnel.ts";
import { checkSharedProxy } from "./shared-proxy.ts";

/**
 * The options of {@link cloudflare}.
 *
 * A request header transform rule of your zone sets the `secret`. The `identity` is that of the
 * client certificate that you uploaded for authenticated origin pulls of your zone or host name:
 * the global certificate is shared by all customers and has none.
 */
export interface CloudflareOptions extends SharedOptions, PublishedOptions {
  /** The address of cloudflared, as in {@link cloudflareTunnel}; in place of `address`. */
  readonly tunnel?: Addresses;
  /**
   * Spectrum with Proxy Protocol v1 or v2. A PROXY header has no second proof, so it needs
   * `anyCustomer: true`.
   */
  readonly spectrum?: true;
  /** The header to read; `cf-connecting-ip` if absent. Both hold the same address. */
  readonly header?: CloudflareHeader;
}

export const CLOUDFLARE_FACTS: FactSheet = {
  preset: "cloudflare",
  vendor: "Cloudflare",
  what: "CDN proxy (orange cloud)",
  words: ["CF-Connecting-IP", "orange cloud", "Pseudo IPv4", "Spectrum", "Workers", "CF-Ray"],
  example: "cloudflare({ secret: { value: 'a long random text' } })",
  text: "cloudflare secret=env:ORIGIN_SECRET",
  sample: {
    peer: "172.68.10.1",
    headers: [
      "X-Origin-Secret: a long random text",
      "X-Forwarded-For: 6.6.6.6,203.0.113.7",
      "CF-Connecting-IP: 203.0.113.7",
    ],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "Tunnel",
      example: "cloudflare({ tunnel: 'loopback' })",
      note: "The same as [cloudflareTunnel](#cloudflaretunnel).",
    },
    {
      what: "Spectrum with Proxy Protocol v1 or v2",
      example: "cloudflare({ spectrum: true, anyCustomer: true })",
      note: "Without Proxy Protocol, Spectrum hides the client. Simple Proxy Protocol is for UDP alone, so HTTP over TCP never has it.",
    },
  ],
  tells: "Sets CF-Connecting-IP to its peer, and appends the same address to X-Forwarded-For.",
  scheme:
    "Sets X-Forwarded-Proto to what the client used; what the client wrote there is overwritten. In the mode Flexible the connection to the origin is plain all the same, so a proxy behind it that writes its own `$scheme` hides it.",
  peer: "An edge server in the 15 IPv4 and 7 IPv6 prefixes that Cloudflare publishes.",
  forged:
    "A forged CF-Connecting-IP is overwritten, a forged X-Forwarded-For stays to the left, and all other headers pass. A client can forge True-Client-IP unless its transform is on.",
  authenticate:
    "By the published prefixes and a second proof, since all customers and all Workers connect from the same addresses. Set the header X-Origin-Secret to a long random text with a transform rule (`secret=HEADER:env:NAME` names another header), or use authenticated origin pulls with a certificate of your own. A path with neither is refused, unless it says `anyCustomer: true`.",
  traps: [
    "Pseudo IPv4 in mode `Overwrite Headers` puts an artificial 240.0.0.0/4 address into both headers: leave it off. Such an address is never the client (`malformed`), and CF-Connecting-IPv6 has the real one.",
    "The managed transform `Remove visitor IP headers` drops both headers: every request is then unresolved.",
    "A Worker of your own zone can change CF-Connecting-IP in its subrequests. In a request from another zone's Worker it is 2a06:98c0:3600::103.",
    "With Spectrum, any program at Cloudflare that can open a connection to your origin, such as another customer's Worker, can begin it with a PROXY header of its own (inferred).",
    "Remove `set_real_ip_from` and `real_ip_header` from an nginx behind it: with them the secret is never asked for, and `required` refuses everyone.",
    "172.64.0.0/13 looks private but belongs to Cloudflare.",
    "The prefixes change about once a year. The preset has those of a day in 2026: `live: true` keeps them up to date ([live lists](live-addresses.md)), or give your own as `address`.",
  ],
  sources: [
    "https://github.com/cloudflare/cloudflare-docs/blob/1eaf7bbe/src/content/docs/fundamentals/reference/http-headers.mdx",
    "https://github.com/cloudflare/cloudflare-docs/blob/1f2fee78/src/content/docs/fundamentals/concepts/cloudflare-ip-addresses.mdx",
    "https://github.com/cloudflare/cloudflare-docs/blob/0309c8be/src/content/docs/network/pseudo-ipv4.mdx",
    "https://github.com/cloudflare/cloudflare-docs/blob/1db3529d/src/content/docs/spectrum/how-to/enable-proxy-protocol.mdx",
    "https://github.com/cloudflare/cloudflare-docs/blob/3c74661e/src/content/docs/spectrum/reference/simple-proxy-protocol-header.mdx",
    "https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/global/",
    "https://www.cloudflare.com/ips-v4",
    "https://www.cloudflare.com/ips-v6",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const RULES: OptionRules<CloudflareOptions> = {
  ...SHARED_RULES,
  ...PUBLISHED_RULES,
  tunnel: ADDRESSES,
  spectrum: oneOfThese(true),
  header: oneOfThese("cf-connecting-ip", "x-forwarded-for"),
};

/** What a Tunnel cannot be combined with. */
const NOT_TUNNEL = ["spectrum", "address", "live", "anyCustomer", "identity", "ca"] as const;

/**
 * A hop for Cloudflare, which may be followed by balancers: `[cloudflare({ secret }), awsAlb({
 * address })]`. Without `secret` or `identity` any customer of Cloudflare can forge the client:
 * the resolver refuses such a path, unless it says `anyCustomer: true`. A Tunnel ends in a process
 * of your own, so its hop is not `shared`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for options that a Tunnel or Spectrum excludes
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { cloudflare } from "@client-ip/presets";
 *
 * const secret = { header: "x-origin-secret", value: "a long random text" };
 * const resolver = createResolver(cloudflare({ secret }));
 * const rawHeaders = ["X-Origin-Secret", secret.value, "CF-Connecting-IP", "203.0.113.7"];
 * resolver.resolve({ peer: "172.68.10.1", rawHeaders }).ip; // -> "203.0.113.7"
 * resolver.resolve({ peer: "172.68.10.1", rawHeaders: [] }).status; // -> "unproven"
 * ```
 */
export function cloudflare(options: CloudflareOptions = {}): Hop {
  checkPreset(CLOUDFLARE_FACTS, options, RULES);
  const { tunnel, spectrum, ...others } = options;
  if (tunnel !== undefined) {
    checkTunnel(options);
    return cloudflareTunnel({ name: "cloudflare", ...others, address: tunnel });
  }
  const { header, ...hop } = withPublishedAddress("cloudflare", withSecretHeader(others));
  if (spectrum === undefined) {
    return { name: "cloudflare", ...toldByCloudflare(header), shared: true, ...hop };
  }
  const better = "send HTTP through Cloudflare's proxy and write cloudflare({ secret })";
  checkSharedProxy(CLOUDFLARE_FACTS, "spectrum", options, better);
  return { name: "cloudflare", tells: "proxy-protocol", shared: true, ...hop };
}

/** @throws {ClientIpError} `preset-option` for an option that a Tunnel excludes */
function checkTunnel(options: CloudflareOptions): void {
  const excluded = NOT_TUNNEL.find((option) => options[option] !== undefined);
  if (excluded === undefined) return;
  throw presetError(
    `cloudflare({ tunnel, ${excluded} })`,
    "one of the two",
    `Leave ${excluded} out: the peer is cloudflared, at the address given as tunnel, and no other customer can use it.`,
  );
}
