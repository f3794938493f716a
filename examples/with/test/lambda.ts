/** A handler of AWS Lambda, as the packages make it. */
export type Handler = (event: object, context: object) => Promise<unknown>;

/** Headers of a request, each with all of its lines. */
export type Headers = Readonly<Record<string, readonly string[]>>;

const CONTEXT = { functionName: "hello", awsRequestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef" };

/** From 203.0.113.7: balancers and API Gateway append it to what the client wrote itself. */
export const FORGED: Headers = {
  host: ["app.example"],
  "x-forwarded-for": ["6.6.6.6, 203.0.113.7"],
};

/** The event of a function URL, or of an HTTP API with payloads of version 2.0. */
function httpEvent(sourceIp: string, headers: Headers): object {
  const http = { method: "GET", path: "/", protocol: "HTTP/1.1", sourceIp, userAgent: "agent" };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/",
    rawQueryString: "",
    headers: joined(headers),
    requestContext: { accountId: "anonymous", stage: "$default", requestId: "id", http },
    isBase64Encoded: false,
  };
}

/** The event of a REST API. */
function restEvent(sourceIp: string, headers: Headers): object {
  return {
    resource: "/",
    path: "/",
    httpMethod: "GET",
    headers: last(headers),
    multiValueHeaders: headers,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    requestContext: { resourcePath: "/", stage: "prod", identity: { sourceIp } },
    body: null,
    isBase64Encoded: false,
  };
}

/** The event of a balancer, which has no `sourceIp`. */
export function albEvent(headers: Headers): object {
  return { ...balanced(), headers: last(headers) };
}

/** The event of a balancer whose target group has `lambda.multi_value_headers.enabled`. */
export function albEventOfLines(headers: Headers): object {
  return { ...balanced(), multiValueHeaders: headers };
}

/** Paths, each with an event of a client at 203.0.113.7 that forged its header. */
export const FRONTS: readonly (readonly [path: string, event: object])[] = [
  ["lambda-url", httpEvent("203.0.113.7", FORGED)],
  ["api-gateway integration=lambda", httpEvent("203.0.113.7", FORGED)],
  ["api-gateway integration=lambda", restEvent("203.0.113.7", FORGED)],
  ["aws-alb invoker", albEvent(FORGED)],
  ["aws-alb invoker", albEventOfLines(FORGED)],
];

function balanced(): object {
  const targetGroupArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/hello/1";
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: "GET",
    path: "/",
    queryStringParameters: {},
    body: "",
    isBase64Encoded: false,
  };
}

function joined(headers: Headers): object {
  return Object.fromEntries(
    Object.entries(headers).map(([name, lines]) => [name, lines.join(",")]),
  );
}

function last(headers: Headers): object {
  return Object.fromEntries(Object.entries(headers).map(([name, lines]) => [name, lines.at(-1)]));
}

/** Invokes a function with an event, as the runtime does. */
export async function bodyOf(handler: Handler, event: object): Promise<string> {
  const { body }: { readonly body?: unknown } = Object(await handler(event, CONTEXT));
  return String(body);
}
