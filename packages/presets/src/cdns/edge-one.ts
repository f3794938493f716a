import type { Hop } from "@client-ip/core";
import { FLAG, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, SHARED_RULES, type SharedOptions, withSecretHeader } from "../options.ts";
import {
  PUBLISHED_RULES,
  type PublishedOptions,
  withPublishedAddress,
} from "../published-addresses.ts";
import { ownHeader } from "./own-header.ts";
import { checkSharedProxy } from "./shared-proxy.ts";

/** The options of {@link edgeOne}. */
export interface EdgeOneOptions extends SharedOptions, PublishedOptions {
  /**
   * The header to read; `x-forwarded-for` if absent. `eo-connecting-ip`, or the name that you chose
   * for the client IP header in the console, once you have seen that a forged one is overwritten.
   */
  readonly header?: string;
  /**
   * The layer 4 proxy, with Proxy Protocol v1 or v2 turned on. A PROXY header has no second proof,
   * so it needs `anyCustomer: true`.
   */
  readonly proxyProtocol?: boolean;
}

export const EDGE_ONE_FACTS: FactSheet = {
  preset: "edgeOne",
  vendor: "Tencent Cloud",
  what: "EdgeOne, site acceleration and layer 4 proxy",
  words: ["EdgeOne", "TEO", "EO-Connecting-IP", "EO-Client-IP", "Tencent CDN"],
  example: "edgeOne({ address: ['198.51.100.0/24'], secret: { value: 'a long random text' } })",
  text: "edge-one 198.51.100.0/24 secret=env:ORIGIN_SECRET",
  sample: {
    peer: "198.51.100.7",
    headers: [
      "X-Forwarded-For: 6.6.6.6,203.0.113.7",
      "EO-Connecting-IP: 203.0.113.7",
      "X-Origin-Secret: a long random text",
    ],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "The list of EdgeOne, kept up to date while the application runs",
      example: "edgeOne({ live: true, secret: { value: 'a long random text' } })",
      note: "As text `edge-one live secret=env:ORIGIN_SECRET`.",
    },
    {
      what: "EO-Connecting-IP, or the client IP header of the console",
      example:
        "edgeOne({ address: ['198.51.100.0/24'], secret: { value: 'a long random text' }, header: 'eo-connecting-ip' })",
      note: "Send a forged one first, and look at what arrives: that it is overwritten is not documented.",
    },
    {
      what: "Layer 4 proxy with Proxy Protocol v1 or v2",
      example: "edgeOne({ address: ['198.51.100.0/24'], proxyProtocol: true, anyCustomer: true })",
      note: "Off by default. Without it the client is hidden, or in a TCP option: see [TOA](topologies/toa.md).",
    },
  ],
  tells:
    "Appends the client's address to X-Forwarded-For, in `a,b` without a space. Sets EO-Connecting-IP to the address that connected to EdgeOne, and a header whose name you choose, if you turn it on.",
  peer: "A node of EdgeOne. With origin protection the console lists the ones of your site, with a current and a next version; https://api.edgeone.ai/ips lists all.",
  forged:
    "A forged X-Forwarded-For stays to the left. All headers of the client are passed on; whether a forged EO-Connecting-IP is overwritten is not stated.",
  authenticate:
    "By the nodes' addresses and a second proof, since all customers connect from them: a secret header that a rule of your site adds. A path without one is refused, unless it says `anyCustomer: true`.",
  traps: [
    "Between several layers of EdgeOne only CDN-Loop is said to grow. If X-Forwarded-For grew too, the last element would be a node: look at it once.",
    "The name of the client IP header in the console cannot be X-Forwarded-For.",
    "The list of nodes changes. Poll it every three days, and take the next version before it is used.",
  ],
  unknown:
    "Whether a forged EO-Connecting-IP is overwritten, and whether inner nodes add to X-Forwarded-For.",
  sources: [
    "https://www.tencentcloud.com/document/product/1145/54211",
    "https://cloud.tencent.com/document/product/1552/87654",
    "https://github.com/tencentcloudstack/terraform-provider-tencentcloud/blob/f6970a900/website/docs/r/teo_l7_acc_setting.html.markdown",
    "https://github.com/tencentcloudstack/terraform-provider-tencentcloud/blob/f6970a900/website/docs/r/teo_l4_proxy_rule.html.markdown",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const RULES: OptionRules<EdgeOneOptions> = {
  ...SHARED_RULES,
  ...PUBLISHED_RULES,
  header: ownHeader(
    "your console names, or eo-connecting-ip; clients can forge all others",
    "x-forwarded-for",
  ),
  proxyProtocol: FLAG,
};

/**
 * A hop for Tencent Cloud EdgeOne. Without `secret` or `identity` the resolver refuses it, unless
 * it says `anyCustomer: true`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address` and `live`, and for
 *   `proxyProtocol` beside what it excludes
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { edgeOne } from "@client-ip/presets";
 *
 * const secret = { value: "a long random text" };
 * const resolver = createResolver(edgeOne({ address: "198.51.100.0/24", secret }));
 * const rawHeaders = ["X-Origin-Secret", secret.value, "X-Forwarded-For", "6.6.6.6,203.0.113.7"];
 * resolver.resolve({ peer: "198.51.100.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function edgeOne(options: EdgeOneOptions = {}): Hop {
  checkPreset(EDGE_ONE_FACTS, options, RULES);
  const { header = "x-forwarded-for", proxyProtocol = false, ...given } = withSecretHeader(options);
  const hop = withPublishedAddress("edgeOne", given);
  if (proxyProtocol) {
    const better = "accelerate the site (layer 7) and write edgeOne({ address, secret })";
    checkSharedProxy(EDGE_ONE_FACTS, "proxyProtocol", options, better);
    return { name: "edgeOne", tells: "proxy-protocol", shared: true, ...hop };
  }
  const tells = header.toLowerCase() === "x-forwarded-for" ? "x-forwarded-for" : { value: header };
  return { name: "edgeOne", tells, shared: true, ...hop };
}
