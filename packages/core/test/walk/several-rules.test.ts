import { describe, expect, it } from "vitest";
import type { Lines } from "../support/ask.ts";
import { ask } from "../support/ask.ts";
import type { Evidence, Hop } from "../../src/index.ts";
import { oneOf } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const tells = "x-forwarded-for" as const;
const certificate = (uri: string) => `By=spiffe://a/app;Hash=${"0a".repeat(32)};URI=${uri}`;
const proxied = (address: string): Partial<Evidence> => ({
  proxyProtocol: {
    version: 2,
    command: "PROXY",
    family: address.includes(":") ? "INET6" : "INET",
    transport: "STREAM",
    source: { address, port: 4711 },
    tlvs: [],
  },
});

describe("a mesh behind a CDN that must not be bypassed", () => {
  const path: Hop[] = [
    {
      name: "cdn",
      address: "198.51.100.0/24",
      secret: { header: "X-Edge", value: ["now", "next"] },
      tells: { value: "CF-Connecting-IP" },
      required: true,
      shared: true,
    },
    { name: "gateway", identity: GATEWAY, tells },
    { name: "sidecar", address: ["127.0.0.6", "::6"], tells: "nothing", xfcc: "only" },
  ];
  const honest: Lines = {
    "CF-Connecting-IP": CLIENT,
    "X-Edge": "now",
    "X-Forwarded-For": "198.51.100.4",
    "X-Forwarded-Client-Cert": certificate(GATEWAY),
  };
  const from = (lines: Lines, peer = "127.0.0.6") => ask(path, peer, { ...honest, ...lines });

  it("names the client that came through all of it", () => {
    expect(from({})).toMatchObject({
      ip: CLIENT,
      status: "resolved",
      via: ["cdn", "gateway", "sidecar"],
      source: "cf-connecting-ip",
      identity: GATEWAY,
      warnings: [],
    });
    expect(from({ "X-Edge": "next" }, "::ffff:127.0.0.6")).toMatchObject({ ip: CLIENT });
  });

  it.each<[string, Lines, string, string[]]>([
    [
      "a pod that goes round the gateway",
      { "X-Forwarded-Client-Cert": certificate("spiffe://a/pod") },
      "bypassed",
      ["sidecar"],
    ],
    [
      "two certificates",
      { "X-Forwarded-Client-Cert": [certificate("spiffe://a/pod"), certificate(GATEWAY)] },
      "malformed",
      ["sidecar"],
    ],
    [
      "a client that goes round the CDN",
      { "X-Forwarded-For": `${CLIENT}, 203.0.113.66` },
      "bypassed",
      ["gateway", "sidecar"],
    ],
    ["another customer of the CDN", { "X-Edge": "guess" }, "unproven", ["gateway", "sidecar"]],
    [
      "another customer that doubles the secret",
      { "X-Edge": ["guess", "now"] },
      "unproven",
      ["gateway", "sidecar"],
    ],
    [
      "a CDN that says two addresses",
      { "CF-Connecting-IP": ["6.6.6.6", CLIENT] },
      "malformed",
      ["cdn", "gateway", "sidecar"],
    ],
    [
      "a gateway that hides its peer, and no hop with the secret behind it",
      { "X-Forwarded-For": `${CLIENT}, unknown`, "X-Edge": "guess" },
      "bypassed",
      ["gateway", "sidecar"],
    ],
  ])("the status of %s", (_why, lines, status, via) => {
    expect(from(lines)).toMatchObject({ ip: undefined, source: undefined, status, via });
  });

  it("a gateway that hides its peer: the CDN's secret proves it all the same", () => {
    expect(from({ "X-Forwarded-For": `${CLIENT}, unknown` })).toMatchObject({
      ip: CLIENT,
      via: ["cdn", "gateway", "sidecar"],
    });
  });

  it("a peer that is no sidecar is the client", () => {
    expect(from({}, "10.244.0.77")).toMatchObject({ ip: undefined, status: "bypassed", via: [] });
    expect(from({}, "198.51.100.4")).toMatchObject({ ip: undefined, status: "unproven", via: [] });
  });
});

describe("two entry points before a private network behind a PROXY balancer", () => {
  const path = [
    oneOf(
      {
        name: "cdn",
        address: "198.51.100.0/24",
        tells: { value: "CloudFront-Viewer-Address", format: "ip:port" },
      },
      [
        { name: "waf", address: "192.0.2.128/25", tells, required: true },
        { name: "lb", address: "192.0.2.0/25", tells },
      ],
    ),
    { name: "range", address: ["10.0.0.0/8", "fd00::/8"], tells, repeat: true },
    { name: "nlb", address: "172.16.0.5", tells: "proxy-protocol" },
  ] satisfies Parameters<typeof ask>[0];
  const from = (list: string, more: Lines = {}, source = "10.0.0.1") =>
    ask(path, "172.16.0.5", { "X-Forwarded-For": list, ...more }, proxied(source));

  it("names the client that came through the first entry point", () => {
    const viewer = { "CloudFront-Viewer-Address": "2001:db8::7:46532" };
    expect(from("6.6.6.6, 198.51.100.4, ::ffff:10.0.0.3, fd00::1", viewer)).toMatchObject({
      ip: "2001:db8::7",
      port: 46_532,
      source: "cloudfront-viewer-address",
      proof: "address",
    });
  });

  it("names the client that came through the second entry point", () => {
    expect(from(`6.6.6.6, ${CLIENT}, 192.0.2.200, 192.0.2.1, 10.0.0.3`)).toMatchObject({
      ip: CLIENT,
      source: "x-forwarded-for",
      via: expect.arrayContaining(["waf", "lb", "range", "nlb"]) as unknown,
    });
  });

  it.each<[string, ReturnType<typeof from>, string]>([
    ["round the WAF, at the balancer", from(`${CLIENT}, 192.0.2.1, 10.0.0.3`), "bypassed"],
    ["through no entry point", from(`${CLIENT}, 10.0.0.3`), "bypassed"],
    ["from the range itself", from("10.0.0.3, 10.0.0.2"), "bypassed"],
    ["at the PROXY balancer", from("6.6.6.6", {}, CLIENT), "bypassed"],
    ["the WAF round its balancer", from("6.6.6.6, 192.0.2.200, 10.0.0.3"), "unproven"],
    [
      "an entry point's evidence that is missing",
      from("6.6.6.6, 198.51.100.4, 10.0.0.3"),
      "missing",
    ],
  ])("the status of %s", (_why, answer, status) => {
    expect(answer).toMatchObject({ ip: undefined, status });
  });
});

describe("a balancer that appends two, in front of Envoy under TPROXY", () => {
  const path: Hop[] = [
    { name: "google", address: "35.191.0.0/16", tells: { list: tells, appends: 2 } },
    { name: "envoy", address: "10.244.0.5", identity: GATEWAY, tells },
    { name: "sidecar", tells: "source-address", xfcc: "last" },
  ];
  const from = (list: string, uri = GATEWAY, peer = "10.244.0.5") =>
    ask(path, peer, { "X-Forwarded-For": list, "X-Forwarded-Client-Cert": certificate(uri) });

  it("names the client, and no pod that goes round the balancer", () => {
    expect(from(`6.6.6.6, ${CLIENT}, 34.1.1.1, 35.191.0.9`)).toMatchObject({
      ip: CLIENT,
      via: ["google", "envoy", "sidecar"],
      proof: "address",
    });
    expect(from("6.6.6.6, 7.7.7.7, 203.0.113.66")).toMatchObject({ ip: "203.0.113.66" });
    expect(from(`${CLIENT}, 34.1.1.01, 35.191.0.9`)).toMatchObject({ status: "malformed" });
    expect(from("34.1.1.1, 35.191.0.9")).toMatchObject({ status: "missing" });
    expect(from("6.6.6.6", "spiffe://a/pod")).toMatchObject({ status: "unproven" });
    expect(from("6.6.6.6", GATEWAY, "10.244.0.77")).toMatchObject({
      ip: "10.244.0.77",
      warnings: ["unrecognized-proxy"],
    });
    expect(from("6.6.6.6", GATEWAY, "35.191.0.9")).toMatchObject({ status: "unproven" });
  });
});
