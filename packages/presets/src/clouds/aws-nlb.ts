import type { Hop } from "@client-ip/core";
import { FLAG, isObject, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
  presetError,
} from "../options.ts";

/** The options of {@link awsNlb}: one of the attributes of its target group that are turned on. */
export interface AwsNlbOptions extends HopOptions {
  /**
   * The attribute `preserve_client_ip.enabled`. If true, packets keep the client's address, and no
   * `address` is given. If false, the balancer hides its peer. AWS's default depends on the
   * targets: true for instances, false for `ip` targets of TCP and TLS.
   */
  readonly preserveClientIp?: boolean;
  /** The attribute `proxy_protocol_v2.enabled`: the client stands in a PROXY header. */
  readonly proxyProtocol?: boolean;
  /** The balancer's subnets, unless `preserveClientIp` is true. */
  readonly address?: Addresses;
}

export const AWS_NLB_FACTS: FactSheet = {
  preset: "awsNlb",
  vendor: "AWS",
  what: "Network Load Balancer: source address kept, or PROXY version 2; also PrivateLink",
  words: [
    "ELBv2",
    "EKS",
    "PrivateLink",
    "VPC endpoint service",
    "preserve_client_ip.enabled",
    "proxy_protocol_v2.enabled",
    "aws-load-balancer-proxy-protocol",
  ],
  example: "awsNlb({ proxyProtocol: true, address: ['10.0.1.0/24', '10.0.2.0/24'] })",
  text: "aws-nlb 10.0.1.0/24, 10.0.2.0/24 proxy-protocol",
  sample: {
    peer: "10.0.1.9",
    headers: ["X-Forwarded-For: 6.6.6.6"],
    proxySource: "203.0.113.7",
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "client addresses are preserved",
      example: "awsNlb({ preserveClientIp: true })",
    },
    {
      what: "neither PROXY nor preserved addresses",
      example: "awsNlb({ preserveClientIp: false, address: '10.0.1.0/24' })",
      note: "It hides its peer, so that only a secret can prove a hop outside it.",
    },
    {
      what: "PrivateLink (a VPC endpoint service)",
      example: "awsNlb({ proxyProtocol: true, address: '10.0.1.0/24' })",
      note: "The client is an address in the consumer's network, and two consumers may use the same. The PROXY header's TLV 0xEA names the endpoint: read it with `awsVpcEndpointId` of @client-ip/proxy-protocol, and use both as the key.",
    },
  ],
  tells:
    "Nothing in HTTP. With `preserve_client_ip.enabled` packets keep the client's address: write `preserveClientIp: true`. With `proxy_protocol_v2.enabled` the connection begins with a PROXY header: write `proxyProtocol: true`. With neither it hides its peer: write `preserveClientIp: false`.",
  scheme: "Passes every header on.",
  peer: "The client if its address is kept, else a node of the balancer, in one of its subnets. Through PrivateLink always a node.",
  forged:
    "All headers pass, as sent. It puts its PROXY header in front of what the client sends, so a client's own PROXY header comes second.",
  authenticate:
    "By its subnets, and a security group: a PROXY header from any other address is refused.",
  traps: [
    "AWS's default for instances is to keep the client's address, for `ip` targets of TCP and TLS to hide it. Look with `aws elbv2 describe-target-group-attributes`.",
    "Its health checks begin with a PROXY header that names no client. They are answered.",
    "It sends the PROXY header with the client's first bytes. An idle connection therefore ends in a timeout; the attribute `proxy_protocol_v2.client_to_server.header_placement` changes that.",
    "A target that connects to itself through the balancer times out if addresses are kept.",
    "With instances of a Kubernetes cluster, `externalTrafficPolicy: Cluster` hides the client behind a node all the same: add snat({ address }) inside.",
  ],
  sources: [
    "https://github.com/awsdocs/elb-network-load-balancers-user-guide/blob/0c49c9c0/doc_source/load-balancer-target-groups.md",
    "https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/225f44568/docs/guide/service/nlb.md",
    "https://github.com/aws/elastic-load-balancing-tools/tree/6f1f976/proprot",
    "https://github.com/pires/go-proxyproto/issues/25",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const COMMON_RULES = { ...HOP_RULES, preserveClientIp: FLAG, proxyProtocol: FLAG };
const RULES: OptionRules<AwsNlbOptions> = COMMON_RULES;
const ADDRESS_RULES: OptionRules<AwsNlbOptions> = {
  ...COMMON_RULES,
  address: addressesOf(
    "the balancer's subnets",
    "`aws elbv2 describe-load-balancers --query 'LoadBalancers[].AvailabilityZones'` lists them",
  ),
};

/**
 * A hop for an AWS Network Load Balancer. Its target group decides what it tells: `aws elbv2
 * describe-target-group-attributes` shows `preserve_client_ip.enabled` and
 * `proxy_protocol_v2.enabled`. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also if neither option says what it tells, and for an
 *   `address` where the client's is kept
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { awsNlb } from "@client-ip/presets";
 *
 * const resolver = createResolver(awsNlb({ preserveClientIp: true }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6"];
 * resolver.resolve({ peer: "203.0.113.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function awsNlb(options: AwsNlbOptions): Hop {
  const isProxy = isObject(options) && options["proxyProtocol"] === true;
  const isHidden = isObject(options) && options["preserveClientIp"] === false;
  checkPreset(AWS_NLB_FACTS, options, isProxy || isHidden ? ADDRESS_RULES : RULES);
  // As a text configuration calls it.
  const { preserveClientIp, proxyProtocol = false, ...hop } = options ?? {};
  if (proxyProtocol && preserveClientIp === true) {
    throw presetError(
      "awsNlb({ preserveClientIp: true, proxyProtocol: true })",
      "one of the two",
      "Turn preserve_client_ip.enabled off: the peer is then the balancer, so that its PROXY header can be told from a client's own.",
    );
  }
  if (proxyProtocol) return { name: "awsNlb", tells: "proxy-protocol", ...hop };
  if (preserveClientIp === undefined) {
    throw presetError(
      "awsNlb() without preserveClientIp or proxyProtocol",
      "preserveClientIp: true or false, or proxyProtocol: true and the address",
      "Look at preserve_client_ip.enabled and proxy_protocol_v2.enabled in `aws elbv2 describe-target-group-attributes --target-group-arn ARN`.",
    );
  }
  if (!preserveClientIp) return { name: "awsNlb", tells: "nothing", ...hop };
  if (hop.address !== undefined) {
    throw presetError(
      "awsNlb({ preserveClientIp: true, address })",
      "one of the two",
      "Leave address out: the application never sees the balancer's.",
    );
  }
  return { name: "awsNlb", tells: "source-address", ...hop };
}
