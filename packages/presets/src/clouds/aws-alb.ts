import type { Hop } from "@client-ip/core";
import { FLAG, type OptionRules, required } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { type Addresses, ADDRESSES, checkPreset, HOP_RULES, type HopOptions } from "../options.ts";

/** The options of {@link awsAlb}. */
export interface AwsAlbOptions extends HopOptions {
  /** The subnets of the load balancer. Its nodes have addresses there, which change. */
  readonly address: Addresses;
  /**
   * Whether the balancer writes ports (its attribute `routing.http.xff_client_port.enabled`).
   * Default: false, as at AWS. With the wrong value, requests are unresolved (`malformed`).
   */
  readonly clientPort?: boolean;
}

export const AWS_ALB_FACTS: FactSheet = {
  preset: "awsAlb",
  vendor: "AWS",
  what: "Application Load Balancer, in its default mode `append`",
  words: [
    "ELB",
    "Elastic Load Balancing",
    "ECS",
    "Fargate",
    "Elastic Beanstalk",
    "xff_client_port",
  ],
  example: "awsAlb({ address: ['10.0.1.0/24', '10.0.2.0/24'] })",
  text: "aws-alb 10.0.1.0/24, 10.0.2.0/24",
  sample: {
    peer: "10.0.2.9",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  tells:
    "Appends its peer to X-Forwarded-For, as a bare address. If `routing.http.xff_client_port.enabled` is true it is `ip:port`, IPv6 in brackets: write `clientPort: true`.",
  scheme:
    "Sets X-Forwarded-Proto to what the client used, in place of a client's own, as AWS's support answered. It writes no X-Forwarded-Host.",
  peer: "A node of the balancer, in one of its subnets.",
  forged: "A forged X-Forwarded-For stays to the left of the balancer's own element.",
  authenticate:
    "By its subnets. Best give it subnets of its own, and a security group that lets nothing else in.",
  traps: [
    "`routing.http.xff_header_processing.mode = preserve` passes the client's own header unchanged, so the last element is forged. With `remove` there is no header.",
    "Its health checks come from the same subnets, without X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md), or every target goes out of service.",
    "Any machine in the given subnets is believed like the balancer.",
    "An Envoy behind an ALB with client ports cannot read `ip:port` and takes the ALB for the client (measured).",
  ],
  sources: [
    "https://docs.amazonaws.cn/en_us/elasticloadbalancing/latest/application/x-forwarded-headers.html",
    "https://github.com/awsdocs/elb-application-load-balancers-user-guide/blob/master/doc_source/x-forwarded-headers.md",
    "https://github.com/ring-clojure/ring-ssl/pull/3",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const RULES: OptionRules<AwsAlbOptions> = {
  ...HOP_RULES,
  address: required(ADDRESSES),
  clientPort: FLAG,
};

/**
 * A hop for an AWS Application Load Balancer in mode `append`. If CloudFront or Cloudflare is in
 * front of it, write that hop first: `[cloudflare({ secret }), awsAlb({ address })]`. Facts and
 * sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, since AWS publishes none and the
 *   balancer is in your own subnets
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { awsAlb } from "@client-ip/presets";
 *
 * const resolver = createResolver(awsAlb({ address: ["10.0.1.0/24", "10.0.2.0/24"] }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.0.2.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function awsAlb(options: AwsAlbOptions): Hop {
  checkPreset(AWS_ALB_FACTS, options, RULES);
  const { address, clientPort = false, ...hop } = options;
  const tells = { list: "x-forwarded-for", format: clientPort ? "ip:port" : "ip" } as const;
  return { name: "awsAlb", address, tells, proto: "x-forwarded-proto", healthChecks: true, ...hop };
}
