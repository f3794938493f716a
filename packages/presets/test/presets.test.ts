import {
  awsAlb,
  cloudflare,
  envoy,
  haproxy,
  heroku,
  istio,
  nginx,
  snat,
  tencentClb,
} from "@client-ip/presets";
import { describe, expect, test } from "vitest";
import { CLOUDFLARE_ADDRESSES } from "../src/cloudflare-addresses.ts";

const local = ["loopback", "unix"];
const edge = [...CLOUDFLARE_ADDRESSES.v4, ...CLOUDFLARE_ADDRESSES.v6];
const gatewayId = "spiffe://cluster.local/ns/istio-system/sa/gw";
const account = "istio-system/gw";
const redirect = {
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc: "last",
};

/** Why the row is here, what was called, and all of what it returns. */
const rows: readonly (readonly [why: string, result: unknown, plain: unknown])[] = [
  [
    "nginx is on this host unless told otherwise, over TCP or a unix socket",
    nginx(),
    { name: "nginx", address: local, tells: "x-forwarded-for" },
  ],
  [
    "nginx that sets X-Real-IP is read there, not in the list",
    nginx({ header: "x-real-ip" }),
    { name: "nginx", address: local, tells: { value: "x-real-ip" } },
  ],
  [
    "an address, a name and `required` of one's own replace the preset's",
    nginx({ address: "10.0.1.10", name: "edge", required: true }),
    { name: "edge", address: "10.0.1.10", tells: "x-forwarded-for", required: true },
  ],
  [
    "naming the default header changes nothing",
    nginx({ header: "x-forwarded-for" }),
    { name: "nginx", address: local, tells: "x-forwarded-for" },
  ],
  ["option forwardfor", haproxy(), { name: "haproxy", address: local, tells: "x-forwarded-for" }],
  [
    "option forwarded",
    haproxy({ header: "forwarded", address: ["10.0.1.10", "fd00:1::10"] }),
    { name: "haproxy", address: ["10.0.1.10", "fd00:1::10"], tells: "forwarded" },
  ],
  [
    "Envoy is a link of a chain first",
    envoy(),
    { name: "envoy", address: local, tells: "x-forwarded-for" },
  ],
  [
    "Envoy's own idea of the client, when asked for",
    envoy({ externalAddress: true }),
    {
      name: "envoy",
      address: local,
      tells: { value: "x-envoy-external-address", trustedHops: 0 },
    },
  ],
  [
    "Envoy behind two proxies at unknown addresses",
    envoy({ externalAddress: true, trustedHops: 2, address: "10.0.1.10" }),
    {
      name: "envoy",
      address: "10.0.1.10",
      tells: { value: "x-envoy-external-address", trustedHops: 2 },
    },
  ],
  [
    "externalAddress: false is the default",
    envoy({ externalAddress: false }),
    { name: "envoy", address: local, tells: "x-forwarded-for" },
  ],
  [
    "a sidecar under REDIRECT hides the gateway; its certificate names it",
    istio({ gateway: account, mode: "sidecar" }),
    [{ name: "gateway", identity: gatewayId, tells: "x-forwarded-for" }, redirect],
  ],
  [
    "numTrustedProxies 0 is the default",
    istio({ gateway: account, mode: "sidecar", numTrustedProxies: 0 }),
    [{ name: "gateway", identity: gatewayId, tells: "x-forwarded-for" }, redirect],
  ],
  [
    "appending proxies at unknown addresses: Envoy has counted them",
    istio({ gateway: account, mode: "sidecar", numTrustedProxies: 2 }),
    [
      {
        name: "gateway",
        identity: gatewayId,
        tells: { value: "x-envoy-external-address", trustedHops: 2 },
      },
      redirect,
    ],
  ],
  [
    "a trust domain of one's own, two gateways, one of them with its full ID",
    istio({
      gateway: ["istio-ingress/a", "spiffe://other/ns/x/sa/b"],
      mode: "sidecar",
      trustDomain: "example.org",
    }),
    [
      {
        name: "gateway",
        identity: ["spiffe://example.org/ns/istio-ingress/sa/a", "spiffe://other/ns/x/sa/b"],
        tells: "x-forwarded-for",
      },
      redirect,
    ],
  ],
  [
    "SANITIZE_SET on the sidecar, and nothing but the gateway let in",
    istio({ gateway: account, mode: "sidecar", xfcc: "only", required: true }),
    [
      { name: "gateway", identity: gatewayId, tells: "x-forwarded-for", required: true },
      { ...redirect, xfcc: "only" },
    ],
  ],
  [
    "under TPROXY the application sees the gateway's pod, and proves it too",
    istio({ gateway: account, mode: "tproxy", gatewayAddress: "10.244.0.0/24" }),
    [
      {
        name: "gateway",
        address: "10.244.0.0/24",
        identity: gatewayId,
        tells: "x-forwarded-for",
      },
      { name: "sidecar", tells: "source-address", xfcc: "last" },
    ],
  ],
  [
    "TPROXY with every option",
    istio({
      gateway: account,
      mode: "tproxy",
      gatewayAddress: ["10.244.0.0/24"],
      numTrustedProxies: 1,
      xfcc: "only",
      required: false,
    }),
    [
      {
        name: "gateway",
        address: ["10.244.0.0/24"],
        identity: gatewayId,
        tells: { value: "x-envoy-external-address", trustedHops: 1 },
        required: false,
      },
      { name: "sidecar", tells: "source-address", xfcc: "only" },
    ],
  ],
  [
    "source NAT says nothing",
    snat({ address: "10.0.0.0/24" }),
    { name: "snat", address: "10.0.0.0/24", tells: "nothing" },
  ],
  [
    "source NAT by another name",
    snat({ address: ["10.0.0.5"], name: "nodes" }),
    { name: "nodes", address: ["10.0.0.5"], tells: "nothing" },
  ],
  [
    "CLB's HTTP listener writes the list",
    tencentClb({ layer: 7, address: "10.0.1.0/24" }),
    { name: "tencentClb", address: "10.0.1.0/24", tells: "x-forwarded-for" },
  ],
  [
    "CLB's TCP listener keeps the source address: there is nobody to recognize",
    tencentClb({ layer: 4 }),
    { name: "tencentClb", tells: "source-address" },
  ],
  [
    "proxyProtocol: false is the default",
    tencentClb({ layer: 4, proxyProtocol: false, name: "clb" }),
    { name: "clb", tells: "source-address" },
  ],
  [
    "CLB's TCP listener with PROXY version 2",
    tencentClb({ layer: 4, proxyProtocol: true, address: "10.0.1.0/24", name: "clb" }),
    { name: "clb", address: "10.0.1.0/24", tells: "proxy-protocol" },
  ],
  [
    "an ALB is where its subnets are",
    awsAlb({ address: ["10.0.1.0/24", "10.0.2.0/24"] }),
    { name: "awsAlb", address: ["10.0.1.0/24", "10.0.2.0/24"], tells: "x-forwarded-for" },
  ],
  [
    "Cloudflare's addresses are shared with all its customers",
    cloudflare(),
    { name: "cloudflare", address: edge, tells: { value: "cf-connecting-ip" }, shared: true },
  ],
  [
    "Cloudflare with the proof that it is one's own zone",
    cloudflare({ secret: { header: "x-origin-secret", value: ["new", "old"] } }),
    {
      name: "cloudflare",
      address: edge,
      tells: { value: "cf-connecting-ip" },
      shared: true,
      secret: { header: "x-origin-secret", value: ["new", "old"] },
    },
  ],
  [
    "Cloudflare with one's own certificate, a newer list, and the list header",
    cloudflare({
      identity: "https://origin-pull.example",
      address: "198.51.100.0/24",
      header: "x-forwarded-for",
    }),
    {
      name: "cloudflare",
      address: "198.51.100.0/24",
      tells: "x-forwarded-for",
      shared: true,
      identity: "https://origin-pull.example",
    },
  ],
  [
    "a Tunnel ends in a process of one's own, which nobody shares",
    cloudflare({ tunnel: "loopback" }),
    { name: "cloudflare", address: "loopback", tells: { value: "cf-connecting-ip" } },
  ],
  [
    "Heroku's router stands before every dyno",
    heroku(),
    { name: "heroku", address: "private", tells: "x-forwarded-for", required: true },
  ],
  [
    "Heroku in a Private Space with a range of its own, and a laptop let in",
    heroku({ address: "10.1.0.0/16", required: false }),
    { name: "heroku", address: "10.1.0.0/16", tells: "x-forwarded-for", required: false },
  ],
];

describe("a preset is plain data", () => {
  test.each(rows)("%s", (_why, result, plain) => {
    expect(result).toStrictEqual(plain);
    expect(JSON.parse(JSON.stringify(result))).toStrictEqual(plain);
  });

  test("two calls share nothing that the caller could change", () => {
    expect(nginx().address).not.toBe(nginx().address);
    expect(cloudflare().address).not.toBe(cloudflare().address);
  });

  test("a live list is passed on as it is", () => {
    const live = { name: "edge", addresses: ["192.0.2.1"] };
    expect(awsAlb({ address: live as never }).address).toBe(live);
  });
});

describe("Cloudflare's published prefixes", () => {
  test("are 15 of IPv4 and 7 of IPv6, with the day of the list", () => {
    expect(CLOUDFLARE_ADDRESSES.v4).toHaveLength(15);
    expect(CLOUDFLARE_ADDRESSES.v6).toHaveLength(7);
    expect(new Set(edge).size).toBe(22);
    expect(CLOUDFLARE_ADDRESSES.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});
