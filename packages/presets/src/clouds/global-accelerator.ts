import type { Hop } from "@client-ip/core";
import { FLAG, isObject, type OptionRules, required } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
  presetError,
} from "../options.ts";

/** The options of {@link globalAccelerator}. */
export interface GlobalAcceleratorOptions extends HopOptions {
  /** The endpoint's field `ClientIPPreservationEnabled`. */
  readonly preserveClientIp: boolean;
  /** The accelerator's addresses, if `preserveClientIp` is false. */
  readonly address?: Addresses;
}

export const GLOBAL_ACCELERATOR_FACTS: FactSheet = {
  preset: "globalAccelerator",
  vendor: "AWS",
  what: "Global Accelerator, in front of a balancer or an instance",
  words: ["GA", "ClientIPPreservationEnabled", "anycast"],
  example: "globalAccelerator({ preserveClientIp: true })",
  text: "global-accelerator preserve-client-ip",
  sample: {
    path: "[globalAccelerator({ preserveClientIp: true }), awsAlb({ address: '10.0.1.0/24' })]",
    peer: "10.0.1.9",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7"],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "client addresses are not preserved",
      example: "globalAccelerator({ preserveClientIp: false, address: '198.51.100.0/24' })",
      note: "Every client is `hidden`, so that none is mistaken for another.",
    },
  ],
  tells:
    "Nothing in HTTP. If the endpoint preserves client addresses, packets keep them: the balancer behind it then names the client. If not, it hides its peer.",
  scheme: "Passes every header on.",
  peer: "The client if addresses are preserved, else an address of the accelerator.",
  forged: "All headers pass, as sent.",
  authenticate: "It needs none where addresses are preserved.",
  traps: [
    "Without preservation the balancer names the accelerator. Leave the hop out of the path and every client has one of its addresses.",
    "Preservation is on by default for an internet-facing Application Load Balancer, and always on for instances and for custom routing. It is an option for Network Load Balancers that have security groups, and not available for Elastic IP addresses and for Network Load Balancers without security groups or with TLS listeners.",
  ],
  sources: [
    "https://docs.aws.amazon.com/global-accelerator/latest/dg/preserve-client-ip-address.html",
    "https://docs.aws.amazon.com/global-accelerator/latest/dg/preserve-client-ip-address.headers.html",
    "https://docs.aws.amazon.com/sdk-for-kotlin/api/latest/globalaccelerator/aws.sdk.kotlin.services.globalaccelerator.model/-endpoint-description/client-ip-preservation-enabled.html",
  ],
  read: "2026-11-29",
  confidence: ["documented"],
};

const RULES: OptionRules<GlobalAcceleratorOptions> = {
  ...HOP_RULES,
  preserveClientIp: required({
    ...FLAG,
    expected:
      "true or false, as ClientIPPreservationEnabled in `aws globalaccelerator describe-endpoint-group --region us-west-2 --endpoint-group-arn ARN`",
  }),
};
const HIDDEN_RULES: OptionRules<GlobalAcceleratorOptions> = {
  ...RULES,
  address: addressesOf(
    "the accelerator",
    "the service GLOBALACCELERATOR of https://ip-ranges.amazonaws.com/ip-ranges.json",
  ),
};

/**
 * A hop for AWS Global Accelerator, outside the balancer that is its endpoint, as in
 * `[globalAccelerator({ preserveClientIp: true }), awsAlb({ address })]`. Facts and sources:
 * docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `preserveClientIp`, and for an `address`
 *   where the client's is preserved
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { awsAlb, globalAccelerator } from "@client-ip/presets";
 *
 * const alb = awsAlb({ address: "10.0.1.0/24" });
 * const resolver = createResolver([globalAccelerator({ preserveClientIp: true }), alb]);
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * resolver.resolve({ peer: "10.0.1.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function globalAccelerator(options: GlobalAcceleratorOptions): Hop {
  // Untyped callers may give anything; checkPreset refuses what is no object.
  const asked: unknown = isObject(options) ? options["preserveClientIp"] : undefined;
  checkPreset(GLOBAL_ACCELERATOR_FACTS, options, asked === false ? HIDDEN_RULES : RULES);
  const { preserveClientIp, ...hop } = options;
  if (preserveClientIp && hop.address !== undefined) {
    throw presetError(
      "globalAccelerator({ preserveClientIp: true, address })",
      "one of the two",
      "Leave address out: no hop behind the accelerator sees it.",
    );
  }
  const tells = preserveClientIp ? "source-address" : "nothing";
  return { name: "globalAccelerator", tells, ...hop };
}
