import { type Config, createResolver } from "@client-ip/core";
import { cilium, consul, istio, linkerd, nginx, presets } from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";

const PROTO = "x-forwarded-proto";
const PASSED = { passes: PROTO };
const client = "203.0.113.7";
const secret = { value: "a long random text" };
const gateway = "spiffe://1111.consul/ns/default/dc/dc1/svc/ingress";
const gatewayAddress = "10.244.1.0/24";
const waypointAddress = "10.244.2.6";
const ZTUNNEL = { name: "ztunnel", tells: "source-address" };

const xff = (list: string) => ["X-Forwarded-For", list];
const ours = ["X-Origin-Secret", secret.value];
const xfcc = (uri: string) => [
  "X-Forwarded-Client-Cert",
  `By=spiffe://x;Hash=${"0".repeat(64)};Subject="";URI=${uri}`,
];

describe("a mesh", () => {
  it.each<[title: string, result: unknown, plain: unknown]>([
    [
      "Cilium appends",
      cilium({ address: "10.0.0.71" }),
      { name: "cilium", address: "10.0.0.71", tells: "x-forwarded-for", proto: PROTO },
    ],
    [
      "Cilium with trusted hops is not read in x-envoy-external-address",
      cilium({ address: "10.0.0.71", xffNumTrustedHops: 1, useRemoteAddress: true }),
      [
        { name: "trusted hop 1", address: "any", tells: "x-forwarded-for", required: true },
        { name: "cilium", address: "10.0.0.71", tells: "x-forwarded-for", proto: PASSED },
      ],
    ],
    [
      "Cilium without useRemoteAddress appends nothing",
      cilium({ address: "10.0.0.71", useRemoteAddress: false }),
      { name: "cilium", address: "10.0.0.71", tells: "nothing", proto: PASSED },
    ],
    [
      "Consul's gateway is known by its certificate, and its header is the client",
      consul({ gateway, header: "x-client-address", required: true }),
      [
        {
          name: "gateway",
          identity: gateway,
          tells: { value: "x-client-address", format: "ip" },
          required: true,
        },
        { name: "sidecar", address: "loopback", tells: "nothing", xfcc: "last" },
      ],
    ],
    [
      "Consul with a sidecar of your own making, at another address",
      consul({ gateway: [gateway], header: "x-client-address", address: "10.1.0.4", xfcc: "only" }),
      [
        {
          name: "gateway",
          identity: [gateway],
          tells: { value: "x-client-address", format: "ip" },
        },
        { name: "sidecar", address: "10.1.0.4", tells: "nothing", xfcc: "only" },
      ],
    ],
    [
      "Istio's ambient mode keeps the gateway's address",
      istio({ mode: "ambient", gatewayAddress }),
      [
        { name: "gateway", address: gatewayAddress, tells: "x-forwarded-for", proto: PROTO },
        ZTUNNEL,
      ],
    ],
    [
      "Istio's ambient mode with everything",
      istio({
        mode: "ambient",
        gatewayAddress,
        waypointAddress,
        secret,
        numTrustedProxies: 1,
        required: true,
      }),
      [
        {
          name: "gateway",
          address: gatewayAddress,
          tells: { value: "x-envoy-external-address", trustedHops: 1 },
          proto: PASSED,
          required: true,
          secret: { header: "x-origin-secret", ...secret },
        },
        { name: "waypoint", address: waypointAddress, tells: "nothing", proto: PASSED },
        ZTUNNEL,
      ],
    ],
  ])("%s", (_title, result, plain) => {
    expect(result).toStrictEqual(plain);
    expect(JSON.parse(JSON.stringify(result))).toStrictEqual(plain);
  });
});

describe("an option that cannot be safe, or is missing, is an error that says what to do", () => {
  it.each<[title: string, preset: string, options: object, given: string, text: RegExp]>([
    [
      "Consul without a header of its own",
      "consul",
      { gateway },
      "consul() without header",
      /RequestHeaders \{ Set .*DOWNSTREAM_DIRECT_REMOTE_ADDRESS/,
    ],
    [
      "Consul's X-Forwarded-For, which the client wrote",
      "consul",
      { gateway, header: "X-Forwarded-For" },
      'consul({ header: "X-Forwarded-For" })',
      /pass X-Forwarded-For on as it came/,
    ],
    [
      "the name of Consul's gateway",
      "consul",
      { gateway: "ingress", header: "x-client-address" },
      'consul({ gateway: "ingress" })',
      /curl localhost:8500/,
    ],
    [
      "an empty list of gateways",
      "consul",
      { gateway: [], header: "x-client-address" },
      "consul({ gateway: an array })",
      /SPIFFE ID/,
    ],
    [
      "Cilium's x-envoy-external-address",
      "cilium",
      { address: "10.0.0.71", header: "x-envoy-external-address" },
      'cilium({ header: "x-envoy-external-address" })',
      /^header: "x-forwarded-for"/,
    ],
    [
      "Cilium that appends nothing, with trusted hops",
      "cilium",
      { address: "10.0.0.71", useRemoteAddress: false, xffNumTrustedHops: 1 },
      "cilium({ useRemoteAddress: false }) with trusted hops or a header",
      /appends nothing/,
    ],
    [
      "Cilium without an address",
      "cilium",
      {},
      "cilium() without address",
      /kubectl get ciliumnodes/,
    ],
    [
      "a waypoint without a secret",
      "istio",
      { mode: "ambient", gatewayAddress, waypointAddress },
      "istio({ waypointAddress }) without secret",
      /headers of every pod/,
    ],
    [
      "ambient mode without the gateway's address",
      "istio",
      { mode: "ambient" },
      "istio() without gatewayAddress",
      /kubectl get pods/,
    ],
    [
      "ambient mode with a service account, which no certificate proves",
      "istio",
      { mode: "ambient", gatewayAddress, gateway: "istio-system/gw" },
      "istio({ gateway })",
      /^one of mode, gatewayAddress/,
    ],
  ])("%s", (_title, preset, options, given, text) => {
    const error = errorOf(preset, options);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(given);
    expect(error.expected).toMatch(text);
    expect(error.remedy).not.toBe("");
  });
});

describe("the answer behind", () => {
  const mesh = consul({ gateway, header: "x-client-address" });
  const ambient = istio({ mode: "ambient", gatewayAddress });
  const waypoint = istio({ mode: "ambient", gatewayAddress, waypointAddress, secret });
  const sidecar = [nginx({ address: "10.1.0.1", secret }), linkerd({ address: "loopback" })];

  it.each<[title: string, config: Config, peer: string, headers: string[], answer: object]>([
    [
      "Consul's gateway, with a forged list",
      mesh,
      "127.0.0.1",
      [...xff("6.6.6.6"), "x-client-address", client, ...xfcc(gateway)],
      { ip: client, proof: "identity" },
    ],
    [
      "Consul's sidecar, from another service",
      mesh,
      "127.0.0.1",
      ["x-client-address", "6.6.6.6", ...xfcc(gateway.replace("ingress", "evil"))],
      { ip: undefined, status: "hidden" },
    ],
    ["ztunnel, from the gateway", ambient, "10.244.1.7", xff(`6.6.6.6,${client}`), { ip: client }],
    [
      "ztunnel, from another pod",
      ambient,
      "10.244.9.9",
      xff("6.6.6.6"),
      { ip: "10.244.9.9", proof: "none" },
    ],
    [
      "a waypoint, from the gateway",
      waypoint,
      waypointAddress,
      [...ours, ...xff(client)],
      { ip: client, proof: "secret" },
    ],
    [
      "a waypoint, from another pod",
      waypoint,
      waypointAddress,
      xff("6.6.6.6"),
      { ip: undefined, status: "hidden" },
    ],
    [
      "Linkerd, from the ingress",
      sidecar,
      "127.0.0.1",
      [...ours, ...xff(`6.6.6.6, ${client}`)],
      { ip: client, proof: "secret" },
    ],
    [
      "Linkerd, from another pod that writes the ingress's l5d-client-id",
      sidecar,
      "127.0.0.1",
      ["l5d-client-id", "ingress.serviceaccount.identity.linkerd.cluster.local", ...xff("6.6.6.6")],
      { ip: undefined, status: "hidden" },
    ],
  ])("%s", (_title, config, peer, rawHeaders, answer) => {
    const resolver = createResolver(config, { presets });
    expect(resolver.resolve({ peer, rawHeaders })).toMatchObject(answer);
  });

  it.each<[title: string, config: Config, codes: readonly string[]]>([
    ["Consul", mesh, ["xfcc-last"]],
    ["ambient mode", ambient, []],
    ["a waypoint", waypoint, []],
    ["Linkerd behind an ingress with a secret", sidecar, []],
    [
      "Linkerd behind an ingress without one",
      [nginx({ address: "10.1.0.1" }), linkerd({ address: "loopback" })],
      ["dead-hop"],
    ],
  ])("%s has the expected findings", (_title, config, codes) => {
    expect(createResolver(config).findings.map(({ code }) => code)).toEqual(codes);
  });
});
