import type { Hop } from "@client-ip/core";
import { FLAG, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
} from "../options.ts";

/** The options of {@link awsClb}. */
export interface AwsClbOptions extends HopOptions {
  /** The subnets of the load balancer. Its nodes have addresses there, which change. */
  readonly address: Addresses;
  /**
   * The listener is TCP or SSL, and a policy of the type `ProxyProtocolPolicyType` is on. Default:
   * false, an HTTP or HTTPS listener.
   */
  readonly proxyProtocol?: boolean;
}

export const AWS_CLB_FACTS: FactSheet = {
  preset: "awsClb",
  vendor: "AWS",
  what: "Classic Load Balancer, HTTP listeners, and TCP listeners with PROXY version 1",
  words: ["Classic ELB", "ELB", "ProxyProtocolPolicyType", "EnableProxyProtocol", "kops"],
  example: "awsClb({ address: ['10.0.1.0/24', '10.0.2.0/24'] })",
  text: "aws-clb 10.0.1.0/24, 10.0.2.0/24",
  sample: {
    peer: "10.0.1.9",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "a TCP or SSL listener with PROXY",
      example: "awsClb({ proxyProtocol: true, address: '10.0.1.0/24' })",
    },
  ],
  tells:
    "An HTTP or HTTPS listener appends its peer to X-Forwarded-For. A TCP or SSL listener tells nothing, or sends PROXY version 1 if a policy says so: write `proxyProtocol: true`.",
  scheme:
    "An HTTP or HTTPS listener sets X-Forwarded-Proto to what the client used, in place of a client's own, as AWS's support answered. It writes no X-Forwarded-Host.",
  peer: "A node of the balancer, in one of its subnets.",
  forged:
    "HTTP: a forged X-Forwarded-For stays to the left of the balancer's own element. TCP: all headers pass, as sent.",
  authenticate: "By its subnets, and a security group that lets nothing else in.",
  traps: [
    "A TCP listener without PROXY hides the client: write snat({ address }). A Service of type LoadBalancer on AWS is such a listener unless an annotation says otherwise.",
    "Its health checks come from the same subnets, without X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
    "If a proxy in front of it sends PROXY as well, two headers arrive. The request is then refused.",
    "Any machine in the given subnets is believed like the balancer.",
  ],
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/x-forwarded-headers.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-proxy-protocol.html",
    "https://github.com/ring-clojure/ring-ssl/pull/3",
  ],
  read: "2026-11-29",
  confidence: ["documented"],
};

const RULES: OptionRules<AwsClbOptions> = {
  ...HOP_RULES,
  address: addressesOf(
    "the balancer's subnets",
    "`aws elb describe-load-balancers --query 'LoadBalancerDescriptions[].Subnets'` lists them",
  ),
  proxyProtocol: FLAG,
};

/**
 * A hop for an AWS Classic Load Balancer: an HTTP listener, or a TCP listener that sends PROXY.
 * Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `address`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { awsClb } from "@client-ip/presets";
 *
 * const resolver = createResolver(awsClb({ address: "10.0.1.0/24" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.0.1.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function awsClb(options: AwsClbOptions): Hop {
  checkPreset(AWS_CLB_FACTS, options, RULES);
  const { proxyProtocol = false, ...hop } = options;
  if (proxyProtocol) return { name: "awsClb", tells: "proxy-protocol", ...hop };
  const tells = { list: "x-forwarded-for", format: "ip" } as const;
  return { name: "awsClb", tells, proto: "x-forwarded-proto", healthChecks: true, ...hop };
}
