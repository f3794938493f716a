import { describe, expect, it } from "vitest";
import { errorOf } from "./error-of.ts";

const ACCOUNT = "istio-system/gw";

describe("the `gateway` of istio cannot be", () => {
  it.each([
    ["a name without its namespace", "istio-ingressgateway"],
    ["a namespace without a name", "istio-system/"],
    ["three parts", "cluster.local/istio-system/gw"],
    ["a principal as AuthorizationPolicy writes it", "cluster.local/ns/istio-system/sa/gw"],
    ["a name with capital letters, which Kubernetes does not allow", "istio-system/GW"],
    ["a name with a space at the end", "istio-system/gw "],
    ["an empty array", []],
    ["an array with one wrong name", [ACCOUNT, "gw"]],
    ["a number", 5],
  ])("%s", (_title, gateway) => {
    const error = errorOf("istio", { gateway, mode: "sidecar" });
    expect(error.code).toBe("preset-option");
    expect(error.expected).toContain("'namespace/service-account'");
  });
});

describe("options that do not go together are an error", () => {
  it.each<[title: string, preset: string, options: object, given: string, remedy: RegExp]>([
    [
      "`trustedHops` without `externalAddress`",
      "envoy",
      { trustedHops: 1 },
      "envoy({ trustedHops }) without externalAddress",
      /hops in front of envoy\(\)/,
    ],
    [
      "mode `tproxy` without `gatewayAddress`",
      "istio",
      { gateway: ACCOUNT, mode: "tproxy" },
      "istio() without gatewayAddress",
      /gatewayAddress: '10\.244\.0\.0\/24'/,
    ],
    [
      "mode `sidecar` with `gatewayAddress`, which the application never sees",
      "istio",
      { gateway: ACCOUNT, mode: "sidecar", gatewayAddress: "10.244.0.0/24" },
      "istio({ gatewayAddress })",
      /mode: 'sidecar'/,
    ],
    [
      "CLB on layer 7 without an address",
      "tencentClb",
      { layer: 7 },
      "tencentClb() without address",
      /layer: 7, address/,
    ],
    [
      "CLB on layer 7 with PROXY",
      "tencentClb",
      { layer: 7, proxyProtocol: true, address: "10.0.1.0/24" },
      "tencentClb({ proxyProtocol })",
      /layer: 7, address/,
    ],
    [
      "CLB on layer 4 with an address, where the peer is the client",
      "tencentClb",
      { layer: 4, address: "10.0.1.0/24" },
      "tencentClb({ address })",
      /tencentClb\(\{ layer: 4 \}\)/,
    ],
    [
      "CLB with PROXY without an address",
      "tencentClb",
      { layer: 4, proxyProtocol: true },
      "tencentClb() without address",
      /proxyProtocol: true, address/,
    ],
    [
      "CLB with a PROXY flag that is text",
      "tencentClb",
      { layer: 4, proxyProtocol: "v2", address: "10.0.1.0/24" },
      'tencentClb({ proxyProtocol: "v2" })',
      /proxyProtocol: true/,
    ],
    [
      "Cloudflare's Tunnel, which no other customer can use, with `anyCustomer`",
      "cloudflare",
      { tunnel: "loopback", anyCustomer: true },
      "cloudflare({ tunnel, anyCustomer })",
      /^Leave anyCustomer out/,
    ],
    [
      "Cloudflare with both a Tunnel and an address",
      "cloudflare",
      { tunnel: "loopback", address: "198.51.100.0/24" },
      "cloudflare({ tunnel, address })",
      /cloudflared/,
    ],
  ])("%s", (_title, preset, options, given, remedy) => {
    const error = errorOf(preset, options);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(given);
    expect(error.remedy).toMatch(remedy);
  });
});
