import type { Hop } from "@client-ip/core";
import { type OptionRules, required } from "@client-ip/core/internal";
import type { FactSheet } from "./fact-sheet.ts";
import { type Addresses, ADDRESSES, checkPreset, type HopOptions, HOP_RULES } from "./options.ts";

export interface AwsAlbOptions extends HopOptions {
  /** The subnets of the load balancer: its nodes take addresses there, and change. */
  readonly address: Addresses;
}

export const awsAlbFacts: FactSheet = {
  preset: "awsAlb",
  vendor: "AWS",
  what: "Application Load Balancer, in its default mode `append`",
  example: "awsAlb({ address: ['10.0.1.0/24', '10.0.2.0/24'] })",
  tells:
    "Appends its peer to X-Forwarded-For; as `ip:port` where `routing.http.xff_client_port.enabled` is true, which is understood.",
  peer: "A node of the balancer, in one of its subnets.",
  forged: "Kept to the left of the balancer's own element.",
  authenticate:
    "By its subnets; best subnets of its own, and a security group that lets nothing else in.",
  traps: [
    "`routing.http.xff_header_processing.mode = preserve` passes the client's own header untouched: the last element is then forged. With `remove` there is none.",
    "Any machine in the subnets given is believed as if it were the balancer.",
    "An Envoy behind an ALB with client ports cannot read `ip:port` and takes the ALB for the client (measured).",
  ],
  unknown: "How an IPv6 client is written together with its port.",
  sources: [
    "https://docs.amazonaws.cn/en_us/elasticloadbalancing/latest/application/x-forwarded-headers.html",
    "https://github.com/awsdocs/elb-application-load-balancers-user-guide/blob/master/doc_source/x-forwarded-headers.md",
  ],
  read: "2026-11-22",
  confidence: ["documented"],
};

const RULES: OptionRules<AwsAlbOptions> = { ...HOP_RULES, address: required(ADDRESSES) };

/**
 * An AWS Application Load Balancer in mode `append`. Behind CloudFront or Cloudflare, write that hop in
 * front: `[cloudflare({ secret }), awsAlb({ address })]`.
 *
 * @throws ClientIpError `preset-option`; also without `address`: AWS publishes none, they are your subnets.
 */
export function awsAlb(options: AwsAlbOptions): Hop {
  checkPreset(awsAlbFacts, options, RULES);
  const { address, ...hop } = options;
  return { name: "awsAlb", address, tells: "x-forwarded-for", ...hop };
}
