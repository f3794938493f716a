import type { Hop } from "@client-ip/core";
import { isObject, oneOfThese, type OptionRules, required, TEXT } from "@client-ip/core/internal";
import { ownHeader } from "../cdns/own-header.ts";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  addressesOf,
  checkPreset,
  HOP_RULES,
  type HopOptions,
  PROOF_RULES,
  type ProofOptions,
  withSecretHeader,
} from "../options.ts";

/** The options of {@link apiGateway} in front of a Lambda function. */
export interface ApiGatewayLambda {
  readonly integration: "lambda";
  /** The name in `via` and explanations; `apiGateway` if absent. */
  readonly name?: string;
}

/** The options of {@link apiGateway} in front of a server in your network. */
export interface ApiGatewayVpcLink extends HopOptions, Pick<ProofOptions, "secret"> {
  readonly integration: "vpc-link";
  /** The subnets of the VPC link. */
  readonly address: Addresses;
  /**
   * A header of your own that a parameter mapping overwrites with `$context.identity.sourceIp`,
   * such as `x-source-ip`. A REST API needs one. Default: Forwarded, which an HTTP API writes.
   */
  readonly header?: string;
}

/** The options of {@link apiGateway}. */
export type ApiGatewayOptions = ApiGatewayLambda | ApiGatewayVpcLink;

export const API_GATEWAY_FACTS: FactSheet = {
  preset: "apiGateway",
  vendor: "AWS",
  what: "API Gateway, in front of a Lambda function or, by a VPC link, of a server",
  words: [
    "HTTP API",
    "REST API",
    "execute-api",
    "VPC link",
    "private integration",
    "sourceIp",
    "serverless-http",
    "@codegenie/serverless-express",
    "@fastify/aws-lambda",
  ],
  example: "apiGateway({ integration: 'vpc-link', address: '10.0.3.0/24' })",
  text: "api-gateway 10.0.3.0/24 integration=vpc-link",
  sample: {
    peer: "10.0.3.9",
    headers: [
      "Forwarded: for=6.6.6.6,for=203.0.113.7;by=198.51.100.10;host=apiid.execute-api.us-east-1.amazonaws.com;proto=https",
    ],
    client: "203.0.113.7",
  },
  variants: [
    { what: "in front of a Lambda function", example: "apiGateway({ integration: 'lambda' })" },
    {
      what: "a REST API, with a parameter mapping",
      example:
        "apiGateway({ integration: 'vpc-link', address: '10.0.3.0/24', header: 'x-source-ip' })",
      note: "Map `context.identity.sourceIp` to that header, which replaces a client's own.",
    },
  ],
  tells:
    "In an event for Lambda, its peer as `sourceIp`, which adapters for Node give as the socket's address: write `integration: 'lambda'`. By a VPC link, an HTTP API appends an element with its peer to Forwarded, IPv6 without quotes; it sends no X-Forwarded-For. A REST API tells nothing until you map `context.identity.sourceIp` to a header: write `header`.",
  scheme: "The element of Forwarded has `proto` and `host`, which are read.",
  peer: "By a VPC link a network interface of it, in one of its subnets. In a Lambda function there is no connection.",
  forged:
    "A forged Forwarded stays to the left of its own element. `sourceIp` cannot be forged through it.",
  authenticate:
    "By the subnets of the VPC link and a security group. A parameter mapping can also overwrite a header with a secret, as `overwrite:header.x-origin-secret`.",
  traps: [
    "A balancer behind the VPC link appends the link's address to X-Forwarded-For: write it as a hop of its own, inside this one.",
    "A public HTTP integration connects from addresses that all customers of AWS share: such a server is not covered. Use a VPC link.",
    "Lambda: a principal that may invoke the function directly can write any `sourceIp`.",
    "If a CDN is in front of the API's domain, the last element and `sourceIp` are the CDN's: write the CDN as the outermost hop.",
  ],
  unknown:
    "Whether a new line or the client's own gets the element; both are read. What Lambda adapters other than serverless-http, serverless-express and @fastify/aws-lambda give as the socket's address.",
  sources: [
    "https://github.com/pbojinov/request-ip/issues/70",
    "https://github.com/aliasunder/vault-cortex/pull/484",
    "https://github.com/awsdocs/amazon-api-gateway-developer-guide/blob/13945642/doc_source/http-api-develop-integrations-private.md",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping",
    "https://docs.rs/aws_lambda_events/0.6.2/aws_lambda_events/apigw/index.html",
  ],
  read: "2026-11-29",
  confidence: ["documented", "reported"],
};

const INTEGRATION = required(oneOfThese("vpc-link", "lambda"));
const LAMBDA_RULES: OptionRules<ApiGatewayLambda> = { integration: INTEGRATION, name: TEXT };
const VPC_LINK_RULES: OptionRules<ApiGatewayVpcLink> = {
  // Asked for first.
  integration: INTEGRATION,
  ...HOP_RULES,
  address: addressesOf("the VPC link", "its subnets, which `aws apigatewayv2 get-vpc-links` lists"),
  header: ownHeader(
    "a parameter mapping overwrites with $context.identity.sourceIp, such as x-source-ip; none can overwrite a reserved header such as x-forwarded-for, which a client can forge",
  ),
  secret: PROOF_RULES.secret,
};

/**
 * A hop for AWS API Gateway. In a Lambda function it has no address: adapters give the client as
 * the socket's peer. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also without `integration`, and without `address` for a
 *   VPC link
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { apiGateway } from "@client-ip/presets";
 *
 * const link = { integration: "vpc-link", address: "10.0.3.0/24" } as const;
 * const resolver = createResolver(apiGateway(link));
 * const rawHeaders = ["Forwarded", "for=6.6.6.6,for=203.0.113.7;host=api.example.com;proto=https"];
 * resolver.resolve({ peer: "10.0.3.9", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function apiGateway(options: ApiGatewayOptions): Hop {
  // Untyped callers may give anything; checkPreset refuses what is no object.
  const isLambda = isObject(options) && options["integration"] === "lambda";
  checkPreset(API_GATEWAY_FACTS, options, isLambda ? LAMBDA_RULES : VPC_LINK_RULES);
  if (options.integration === "lambda") {
    return { name: options.name ?? "apiGateway", tells: "source-address" };
  }
  const { integration: _, header, ...hop } = withSecretHeader(options);
  const tells =
    header === undefined
      ? { list: "forwarded" as const, unquoted: true, hostChecked: true }
      : { value: header };
  return { name: "apiGateway", tells, ...hop };
}
