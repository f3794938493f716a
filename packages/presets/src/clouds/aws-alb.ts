import type { Hop } from "@client-ip/core";
import { FLAG, isObject, oneOfThese, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
  presetError,
} from "../options.ts";

/** The options of {@link awsAlb}. */
export interface AwsAlbOptions extends HopOptions {
  /**
   * The subnets of the load balancer. Its nodes have addresses there, which change. For a Lambda
   * function as its target: `invoker`.
   */
  readonly address: Addresses;
  /**
   * Whether the balancer writes ports (its attribute `routing.http.xff_client_port.enabled`).
   * Default: false, as at AWS. With the wrong value, requests are unresolved (`malformed`).
   */
  readonly clientPort?: boolean;
  /**
   * Its attribute `routing.http.xff_header_processing.mode`. With `remove` the balancer hides its
   * peer. `preserve` is refused: the whole header is then the client's own. Default: `append`, as
   * at AWS.
   */
  readonly mode?: "append" | "remove";
}

export const AWS_ALB_FACTS: FactSheet = {
  preset: "awsAlb",
  vendor: "AWS",
  what: "Application Load Balancer, in its default mode `append`",
  words: [
    "ELB",
    "ELBv2",
    "Elastic Load Balancing",
    "ECS",
    "Fargate",
    "Elastic Beanstalk",
    "AWS Load Balancer Controller",
    "Lambda target group",
    "xff_client_port",
    "xff_header_processing",
  ],
  example: "awsAlb({ address: ['10.0.1.0/24', '10.0.2.0/24'] })",
  text: "aws-alb 10.0.1.0/24, 10.0.2.0/24",
  sample: {
    peer: "10.0.2.9",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "a Lambda function as its target",
      example: "awsAlb({ address: 'invoker' })",
      note: "As text `aws-alb invoker`. There is no socket: whatever may invoke the function is believed like the balancer, so let its resource policy allow the balancer alone, and give it no URL. With @fastify/aws-lambda, which makes the peer 127.0.0.1 up, write `aws-alb loopback`.",
    },
    {
      what: "`routing.http.xff_client_port.enabled` is on",
      example: "awsAlb({ address: '10.0.1.0/24', clientPort: true })",
    },
    {
      what: "mode `remove`, behind a CDN that is proven by a secret",
      example: "awsAlb({ address: '10.0.1.0/24', mode: 'remove' })",
      note: "The CDN tells the client in a header of its own, such as CF-Connecting-IP.",
    },
  ],
  tells:
    "Appends its peer to X-Forwarded-For, as a bare address. If `routing.http.xff_client_port.enabled` is true it is `ip:port`, IPv6 in brackets: write `clientPort: true`. In mode `remove` it tells nothing: write `mode: 'remove'`.",
  scheme:
    "Sets X-Forwarded-Proto to what the client used, in place of a client's own, as AWS's support answered. It writes no X-Forwarded-Host.",
  peer: "A node of the balancer, in one of its subnets.",
  forged:
    "A forged X-Forwarded-For stays to the left of the balancer's own element. In mode `remove` it is gone, in mode `preserve` it is all that arrives.",
  authenticate:
    "By its subnets. Best give it subnets of its own, and a security group that lets nothing else in.",
  traps: [
    "`routing.http.xff_header_processing.mode = preserve` passes the client's own header unchanged, so the last element is forged. `mode: 'preserve'` is refused.",
    "Its health checks come from the same subnets, without X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md), or every target goes out of service.",
    "Any machine in the given subnets is believed like the balancer.",
    "An Envoy behind an ALB with client ports cannot read `ip:port` and takes the ALB for the client (measured).",
  ],
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html",
    "https://github.com/awsdocs/elb-application-load-balancers-user-guide/blob/master/doc_source/x-forwarded-headers.md",
    "https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html",
    "https://github.com/ring-clojure/ring-ssl/pull/3",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const RULES: OptionRules<AwsAlbOptions> = {
  ...HOP_RULES,
  address: addressesOf(
    "the balancer's subnets",
    "`aws elbv2 describe-load-balancers --query 'LoadBalancers[].AvailabilityZones[].SubnetId'` names them, and `aws ec2 describe-subnets` their ranges",
  ),
  clientPort: FLAG,
  mode: oneOfThese("append", "remove"),
};

/**
 * A hop for an AWS Application Load Balancer in mode `append` or `remove`. If CloudFront or
 * Cloudflare is in front of it, write that hop first: `[cloudflare({ secret }), awsAlb({ address
 * })]`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`, since AWS publishes none and the
 *   balancer is in your own subnets, and for the mode `preserve`
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
  // Untyped callers may give anything; checkPreset refuses what is no object.
  const asked: unknown = isObject(options) ? options["mode"] : undefined;
  if (asked === "preserve") {
    throw presetError(
      'awsAlb({ mode: "preserve" })',
      'mode: "append" or "remove"',
      "In mode preserve the balancer passes the client's own header on, so that every element can be forged. Set its attribute routing.http.xff_header_processing.mode to append.",
    );
  }
  checkPreset(AWS_ALB_FACTS, options, RULES);
  const { address, clientPort = false, mode = "append", ...hop } = options;
  const format = clientPort ? "ip:port" : "ip";
  const tells = mode === "remove" ? "nothing" : ({ list: "x-forwarded-for", format } as const);
  return { name: "awsAlb", address, tells, proto: "x-forwarded-proto", healthChecks: true, ...hop };
}
