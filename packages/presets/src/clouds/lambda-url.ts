import type { Hop } from "@client-ip/core";
import { type OptionRules, TEXT } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset } from "../options.ts";

/** The options of {@link lambdaUrl}. */
export interface LambdaUrlOptions {
  /** The name in `via` and explanations; `lambdaUrl` if absent. */
  readonly name?: string;
}

export const LAMBDA_URL_FACTS: FactSheet = {
  preset: "lambdaUrl",
  vendor: "AWS",
  what: "Lambda function URL",
  words: ["lambda-url", "on.aws", "serverless-http", "Lambda Web Adapter", "sourceIp"],
  example: "lambdaUrl()",
  text: "lambda-url",
  sample: {
    peer: "203.0.113.7",
    headers: ["x-forwarded-for: 6.6.6.6", "x-forwarded-proto: https"],
    client: "203.0.113.7",
  },
  tells:
    "In the event, its peer as `requestContext.http.sourceIp`, which adapters for Node give as the socket's address.",
  peer: "There is no connection: the adapter's stand-in for one has the client's address.",
  forged: "`sourceIp` cannot be forged through the URL. No header is read.",
  authenticate:
    "By AWS's permissions alone: a principal that may invoke the function directly can write any `sourceIp`.",
  traps: [
    "A function that is the target of an Application Load Balancer has no `sourceIp`: write awsAlb({ address: 'invoker' }).",
    "Behind CloudFront `sourceIp` is a server of CloudFront: write `[cloudfront({ address, secret }), lambdaUrl()]`.",
    "With the Lambda Web Adapter the application has a socket, at loopback, and `sourceIp` stands in JSON in x-amzn-request-context, which no hop reads. Send a forged X-Forwarded-For: if your own address stands last, write `{ address: 'loopback', tells: 'x-forwarded-for' }`.",
  ],
  unknown:
    "Whether a function URL appends to a client's X-Forwarded-For, so it is not read. What Lambda adapters other than serverless-http, serverless-express and @fastify/aws-lambda give as the socket's address.",
  sources: [
    "https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html",
    "https://docs.aws.amazon.com/powertools/typescript/2.16.0/api/variables/_aws-lambda-powertools_parser.schemas.LambdaFunctionUrlSchema.html",
    "https://awslabs.github.io/aws-lambda-web-adapter/features/request-context.html",
  ],
  read: "2026-11-29",
  confidence: ["documented"],
};

const RULES: OptionRules<LambdaUrlOptions> = { name: TEXT };

/**
 * A hop for the URL of an AWS Lambda function. It has no address: adapters such as serverless-http
 * give the client as the socket's peer. Facts and sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { lambdaUrl } from "@client-ip/presets";
 *
 * const resolver = createResolver(lambdaUrl());
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6"];
 * resolver.resolve({ peer: "203.0.113.7", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function lambdaUrl(options: LambdaUrlOptions = {}): Hop {
  checkPreset(LAMBDA_URL_FACTS, options, RULES);
  return { name: "lambdaUrl", tells: "source-address", ...options };
}
