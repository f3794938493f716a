import type { Hop } from "@client-ip/core";
import { oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, SHARED_RULES, type SharedOptions, withSecretHeader } from "../options.ts";
import {
  PUBLISHED_RULES,
  type PublishedOptions,
  withPublishedAddress,
} from "../published-addresses.ts";

/** The options of {@link cloudfront}. A custom header of the origin is the `secret`. */
export interface CloudfrontOptions extends SharedOptions, PublishedOptions {
  /**
   * The header to read; `x-forwarded-for` if absent. CloudFront adds `cloudfront-viewer-address`
   * only if a policy of the distribution names it.
   */
  readonly header?: "x-forwarded-for" | "cloudfront-viewer-address";
}

export const CLOUDFRONT_FACTS: FactSheet = {
  preset: "cloudfront",
  vendor: "AWS",
  what: "CloudFront",
  words: [
    "Amazon CloudFront",
    "CDN",
    "CloudFront-Viewer-Address",
    "CLOUDFRONT_ORIGIN_FACING",
    "com.amazonaws.global.cloudfront.origin-facing",
    "Lambda@Edge",
    "origin custom header",
  ],
  example: "cloudfront({ address: '198.51.100.0/24', secret: { value: 'a long random text' } })",
  text: "cloudfront 198.51.100.0/24 secret=env:ORIGIN_SECRET",
  sample: {
    peer: "198.51.100.9",
    headers: ["X-Origin-Secret: a long random text", "X-Forwarded-For: 6.6.6.6,203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "AWS's list, kept up to date",
      example: "cloudfront({ live: true, secret: { value: 'a long random text' } })",
      note: "As text `cloudfront live secret=env:ORIGIN_SECRET`. No copy is shipped: until the first fetch every request is unresolved.",
    },
    {
      what: "a policy adds CloudFront-Viewer-Address",
      example:
        "cloudfront({ address: '198.51.100.0/24', secret: { value: 'a long random text' }, header: 'cloudfront-viewer-address' })",
    },
  ],
  tells:
    "Appends its peer to X-Forwarded-For. With a policy that names it, sets CloudFront-Viewer-Address to its peer and port, IPv6 without brackets: write `header: 'cloudfront-viewer-address'`.",
  scheme:
    "Removes X-Forwarded-Proto. With a policy that names it, sets CloudFront-Forwarded-Proto: write `proto: 'cloudfront-forwarded-proto'`, and on each hop inside `proto: { passes: 'cloudfront-forwarded-proto' }`.",
  peer: "An origin-facing server, in the ranges that AWS publishes as CLOUDFRONT_ORIGIN_FACING.",
  forged:
    "A forged X-Forwarded-For stays to the left of CloudFront's own element, and X-Real-IP is removed. Other headers pass if a policy forwards them.",
  authenticate:
    "By the published ranges and a second proof, since all customers connect from the same addresses, and their Lambda@Edge functions may write any header. Add the custom header X-Origin-Secret with a long random text to the origin. A path without one is refused, unless it says `anyCustomer: true`.",
  traps: [
    "`jq -r '.prefixes[] | select(.service == \"CLOUDFRONT_ORIGIN_FACING\") | .ip_prefix'` lists the ranges of https://ip-ranges.amazonaws.com/ip-ranges.json; the managed prefix lists `com.amazonaws.global.cloudfront.origin-facing` and `com.amazonaws.global.ipv6.cloudfront.origin-facing` have the same. The service CLOUDFRONT is another, larger list: it faces the clients.",
    "If your own list is out of date, requests from new servers are not recognized: CloudFront's address is then the client, or with `required: true` the request is `bypassed`.",
    "A CloudFront Function can add True-Client-IP from `event.viewer.ip`; without the function a client can write it.",
  ],
  unknown:
    "Whether a client's own CloudFront-Viewer-Address passes if a policy forwards all headers of the client and does not add this one.",
  sources: [
    "https://github.com/awsdocs/amazon-cloudfront-developer-guide/blob/059a8448/doc_source/RequestAndResponseBehaviorCustomOrigin.md",
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html",
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html",
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html",
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/example-function-add-true-client-ip-header.html",
  ],
  read: "2026-11-29",
  confidence: ["documented"],
};

const RULES: OptionRules<CloudfrontOptions> = {
  ...SHARED_RULES,
  ...PUBLISHED_RULES,
  header: oneOfThese("x-forwarded-for", "cloudfront-viewer-address"),
};

/**
 * A hop for AWS CloudFront, which may be followed by balancers: `[cloudfront({ address, secret }),
 * awsAlb({ address })]`. Without `secret` or `identity` any customer of CloudFront can forge the
 * client: the resolver refuses such a path, unless it says `anyCustomer: true`. Facts and sources:
 * docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address` and `live`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { cloudfront } from "@client-ip/presets";
 *
 * const secret = { header: "x-origin-secret", value: "a long random text" };
 * const resolver = createResolver(cloudfront({ address: "198.51.100.0/24", secret }));
 * const rawHeaders = ["X-Origin-Secret", secret.value, "X-Forwarded-For", "6.6.6.6,203.0.113.7"];
 * resolver.resolve({ peer: "198.51.100.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function cloudfront(options: CloudfrontOptions = {}): Hop {
  checkPreset(CLOUDFRONT_FACTS, options, RULES);
  const { header = "x-forwarded-for", ...given } = withSecretHeader(options);
  const hop = withPublishedAddress("cloudfront", given);
  const tells =
    header === "x-forwarded-for" ? header : { value: header, format: "ip:port" as const };
  const proto = { drops: "x-forwarded-proto" };
  return { name: "cloudfront", tells, proto, shared: true, ...hop };
}
