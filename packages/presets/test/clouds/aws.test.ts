import { type Config, createResolver, type ProxyHeader, type Resolution } from "@client-ip/core";
import {
  apiGateway,
  awsAlb,
  awsClb,
  awsNlb,
  cloudfront,
  globalAccelerator,
  lambdaUrl,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";
import { proxyHeader } from "../sampled.ts";

const client = "203.0.113.7";
const node = "10.0.1.9";
const edge = "198.51.100.9";
const address = "10.0.1.0/24";
const secret = { header: "x-origin-secret", value: "correct horse battery staple" };
const alb = awsAlb({ address });
const link = apiGateway({ integration: "vpc-link", address: "10.0.3.0/24" });
const cdn = cloudfront({ address: "198.51.100.0/24", secret });
const ours = [secret.header, secret.value];
const xff = (value: string): string[] => ["X-Forwarded-For", value];
const forwarded = `for=6.6.6.6,for=${client};by=198.51.100.1;host=api.example.com;proto=https`;

const proxied = proxyHeader(client);

function ask(config: Config, peer: string, headers: string[], proxyProtocol?: ProxyHeader) {
  return createResolver(config).resolve({ peer, rawHeaders: headers, proxyProtocol });
}

describe("behind AWS the client is found, with forged headers or without", () => {
  it.each<[title: string, resolution: Resolution, via: readonly string[]]>([
    [
      "an ALB with client ports, over IPv4",
      ask(awsAlb({ address, clientPort: true }), node, xff(`6.6.6.6, ${client}:50123`)),
      ["awsAlb"],
    ],
    [
      "an ALB whose target is a Lambda function",
      ask(awsAlb({ address: "invoker" }), "invoker", xff(`6.6.6.6, ${client}`)),
      ["awsAlb"],
    ],
    [
      "CloudFront and an ALB whose target is a Lambda function",
      ask([cdn, awsAlb({ address: "invoker" })], "invoker", [
        ...ours,
        ...xff(`6.6.6.6,${client}, ${edge}`),
      ]),
      ["cloudfront", "awsAlb"],
    ],
    [
      "a CLB's HTTP listener",
      ask(awsClb({ address }), node, xff(`6.6.6.6, ${client}`)),
      ["awsClb"],
    ],
    [
      "a CLB's TCP listener with PROXY",
      ask(awsClb({ address, proxyProtocol: true }), node, xff("6.6.6.6"), proxied),
      ["awsClb"],
    ],
    [
      "an NLB that keeps addresses",
      ask(awsNlb({ preserveClientIp: true }), client, xff("6.6.6.6")),
      ["awsNlb"],
    ],
    [
      "an NLB with PROXY",
      ask(awsNlb({ address, proxyProtocol: true }), node, xff("6.6.6.6"), proxied),
      ["awsNlb"],
    ],
    [
      "CloudFront and an NLB that hides it, by the secret alone",
      ask([cdn, awsNlb({ address, preserveClientIp: false })], node, [
        ...ours,
        ...xff(`6.6.6.6,${client}`),
      ]),
      ["cloudfront", "awsNlb"],
    ],
    [
      "an accelerator and an ALB",
      ask([globalAccelerator({ preserveClientIp: true }), alb], node, xff(`6.6.6.6, ${client}`)),
      ["globalAccelerator", "awsAlb"],
    ],
    [
      "CloudFront and an ALB",
      ask([cdn, alb], node, [...ours, ...xff(`6.6.6.6,${client}, ${edge}`)]),
      ["cloudfront", "awsAlb"],
    ],
    [
      "CloudFront in front of a function's URL",
      ask([cdn, lambdaUrl()], edge, [...ours, ...xff(`6.6.6.6,${client}`)]),
      ["cloudfront", "lambdaUrl"],
    ],
    ["a function's URL", ask(lambdaUrl(), client, xff("6.6.6.6")), ["lambdaUrl"]],
    [
      "API Gateway in front of a function",
      ask(apiGateway({ integration: "lambda" }), client, ["Forwarded", "for=6.6.6.6"]),
      ["apiGateway"],
    ],
    [
      "API Gateway, a VPC link and an ALB",
      ask([link, alb], node, ["Forwarded", forwarded, ...xff("10.0.3.9")]),
      ["apiGateway", "awsAlb"],
    ],
    [
      "a REST API that maps the address to a header",
      ask(
        apiGateway({ integration: "vpc-link", address: "10.0.3.0/24", header: "x-source-ip" }),
        "10.0.3.9",
        ["Forwarded", "for=6.6.6.6", "X-Source-IP", client],
      ),
      ["apiGateway"],
    ],
  ])("%s", (_title, { ip, via }, names) => {
    expect(ip).toBe(client);
    expect(via).toEqual(names);
  });

  it("over IPv6, which has a port without brackets in CloudFront-Viewer-Address", () => {
    const header = "cloudfront-viewer-address";
    const path = cloudfront({ address: "198.51.100.0/24", secret, header });
    const lines = [...ours, "CloudFront-Viewer-Address", "2001:db8::7:46532"];
    expect(ask(path, edge, lines).ip).toBe("2001:db8::7");
  });

  it("over IPv6, which API Gateway writes without quotes and brackets", () => {
    expect(ask(link, "10.0.3.9", ["Forwarded", "for=2001:db8::7;proto=https"]).ip).toBe(
      "2001:db8::7",
    );
  });
});

describe("behind AWS a request is unresolved", () => {
  it.each<[title: string, resolution: Resolution, status: Resolution["status"]]>([
    ["an ALB in mode `remove`", ask(awsAlb({ address, mode: "remove" }), node, []), "hidden"],
    [
      "an accelerator that preserves no address, and an ALB",
      ask(
        [globalAccelerator({ preserveClientIp: false, address: "192.0.2.0/24" }), alb],
        node,
        xff("6.6.6.6, 192.0.2.9"),
      ),
      "hidden",
    ],
    [
      "an NLB that hides its peer",
      ask(awsNlb({ address, preserveClientIp: false }), node, xff("6.6.6.6")),
      "hidden",
    ],
    [
      "an NLB that was to send PROXY and does not",
      ask(awsNlb({ address, proxyProtocol: true }), node, xff("6.6.6.6")),
      "missing",
    ],
    ["another customer's distribution", ask(cdn, edge, xff("6.6.6.6")), "unproven"],
    [
      "another customer's distribution, through the ALB",
      ask([cdn, alb], node, xff(`6.6.6.6, ${edge}`)),
      "unproven",
    ],
    ["an HTTP API that sends no Forwarded", ask(link, "10.0.3.9", xff(client)), "missing"],
  ])("%s", (_title, { ip, status }, expected) => {
    expect(ip).toBeUndefined();
    expect(status).toBe(expected);
  });

  it("as CloudFront, by its addresses alone", () => {
    const alone = cloudfront({ address: "198.51.100.0/24" });
    expect(() => createResolver(alone)).toThrow("[shared-hop-unproven]");
    const open = createResolver(cloudfront({ address: "198.51.100.0/24", anyCustomer: true }));
    expect(open.findings.map(({ code }) => code)).toEqual(["shared-without-proof"]);
  });
});

describe("options of AWS that do not go together are an error", () => {
  it.each<[preset: string, options: object | undefined, given: string, remedy: RegExp]>([
    ["awsAlb", { address, mode: "preserve" }, 'awsAlb({ mode: "preserve" })', /to append\.$/],
    ["awsAlb", { address, mode: "off" }, 'awsAlb({ mode: "off" })', /^Write for example/],
    [
      "awsNlb",
      undefined,
      "awsNlb() without preserveClientIp or proxyProtocol",
      /describe-target-group-attributes/,
    ],
    [
      "awsNlb",
      { proxyProtocol: false },
      "awsNlb() without preserveClientIp or proxyProtocol",
      /preserve_client_ip\.enabled/,
    ],
    ["awsNlb", { proxyProtocol: true }, "awsNlb() without address", /proxyProtocol: true, address/],
    ["awsNlb", { preserveClientIp: false }, "awsNlb() without address", /address/],
    [
      "awsNlb",
      { preserveClientIp: true, address },
      "awsNlb({ preserveClientIp: true, address })",
      /^Leave address out/,
    ],
    [
      "awsNlb",
      { preserveClientIp: true, proxyProtocol: true, address },
      "awsNlb({ preserveClientIp: true, proxyProtocol: true })",
      /^Turn preserve_client_ip\.enabled off/,
    ],
    ["awsClb", undefined, "awsClb() without address", /aws-clb 10\.0\.1\.0\/24/],
    ["globalAccelerator", undefined, "globalAccelerator() without preserveClientIp", /preserve/],
    [
      "globalAccelerator",
      { preserveClientIp: false },
      "globalAccelerator() without address",
      /preserve/,
    ],
    [
      "globalAccelerator",
      { preserveClientIp: true, address },
      "globalAccelerator({ preserveClientIp: true, address })",
      /^Leave address out/,
    ],
    ["apiGateway", undefined, "apiGateway() without integration", /vpc-link/],
    ["apiGateway", { integration: "http" }, 'apiGateway({ integration: "http" })', /vpc-link/],
    ["apiGateway", { integration: "vpc-link" }, "apiGateway() without address", /vpc-link/],
    ["apiGateway", { integration: "lambda", address }, "apiGateway({ address })", /vpc-link/],
    ["cloudfront", undefined, "cloudfront() without address and live", /^Write live: true/],
  ])("%s(%o)", (preset, options, given, remedy) => {
    const error = options === undefined ? errorOf(preset) : errorOf(preset, options);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(given);
    expect(error.remedy).toMatch(remedy);
  });

  it.each([
    ["awsNlb", { proxyProtocol: true }, "describe-load-balancers"],
    ["awsClb", {}, "aws elb describe-load-balancers"],
    ["globalAccelerator", {}, "ClientIPPreservationEnabled"],
    ["globalAccelerator", { preserveClientIp: false }, "GLOBALACCELERATOR"],
    ["apiGateway", { integration: "vpc-link" }, "get-vpc-links"],
    [
      "apiGateway",
      { integration: "vpc-link", address, header: "X-Forwarded-For" },
      "which a client can forge",
    ],
  ])("%s(%o) says how to find out", (preset, options, how) => {
    expect(errorOf(preset, options).expected).toContain(how);
  });
});

describe("paths of AWS", () => {
  it.each<[title: string, config: Config, codes: readonly string[]]>([
    ["CloudFront with a secret", cdn, []],
    ["an ALB in mode `remove`", awsAlb({ address, mode: "remove" }), ["dead-hop"]],
    ["an ALB whose target is a function", awsAlb({ address: "invoker" }), ["invoker-believed"]],
    ["an NLB that keeps addresses", awsNlb({ preserveClientIp: true }), []],
    ["a function's URL", lambdaUrl(), []],
    ["API Gateway with a VPC link", link, []],
  ])("have the expected findings: %s", (_title, config, codes) => {
    expect(createResolver(config).findings.map(({ code }) => code)).toEqual(codes);
  });

  it("tell the scheme of API Gateway's own element, and of a header that a policy adds", () => {
    expect(ask(link, "10.0.3.9", ["Forwarded", forwarded])).toMatchObject({
      proto: "https",
      host: "api.example.com",
    });
    const proto = "cloudfront-forwarded-proto";
    const passing = awsAlb({ address, proto: { passes: proto } });
    const path = [cloudfront({ address: "198.51.100.0/24", secret, proto }), passing];
    const lines = [...ours, ...xff(`${client}, ${edge}`), "X-Forwarded-Proto", "http"];
    expect(ask(path, node, [...lines, "CloudFront-Forwarded-Proto", "https"]).proto).toBe("https");
    expect(ask([cdn, alb], node, lines).proto).toBeUndefined();
  });
});
