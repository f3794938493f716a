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
import { describe, expect, it } from "vitest";
import { CLOUDFLARE } from "../src/address-lists/cloudflare.ts";
import { prefixesOf } from "../src/address-lists/snapshot.ts";

const LOCAL = ["loopback", "unix"];
const EDGE = prefixesOf(CLOUDFLARE);
const GATEWAY_ID = "spiffe://cluster.local/ns/istio-system/sa/gw";
const ACCOUNT = "istio-system/gw";
const PROTO = "x-forwarded-proto";
const PASSED = { passes: PROTO };
const REDIRECT = {
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc: "last",
  proto: PASSED,
  healthChecks: true,
};

/** The one address of all Workers of other zones. */
const WORKERS = "2a06:98c0:3600::103";

/** A sentence about the preset, the call, and everything that it returns. */
const ROWS: readonly (readonly [title: string, result: unknown, plain: unknown])[] = [
  [
    "nginx is on this host by default, over TCP or a unix socket",
    nginx(),
    { name: "nginx", address: LOCAL, tells: "x-forwarded-for" },
  ],
  [
    "nginx with `header: x-real-ip` is read there, not in the list",
    nginx({ header: "x-real-ip" }),
    { name: "nginx", address: LOCAL, tells: { value: "x-real-ip" } },
  ],
  [
    "a given address, name and `required` replace those of the preset",
    nginx({ address: "10.0.1.10", name: "edge", required: true }),
    { name: "edge", address: "10.0.1.10", tells: "x-forwarded-for", required: true },
  ],
  [
    "giving the default header changes nothing",
    nginx({ header: "x-forwarded-for" }),
    { name: "nginx", address: LOCAL, tells: "x-forwarded-for" },
  ],
  [
    "what it does to the headers of the scheme and the host can be said of each",
    nginx({ proto: "x-forwarded-proto", host: { passes: "x-forwarded-host" } }),
    {
      name: "nginx",
      address: LOCAL,
      tells: "x-forwarded-for",
      proto: "x-forwarded-proto",
      host: { passes: "x-forwarded-host" },
    },
  ],
  [
    "HAProxy by default has `option forwardfor`",
    haproxy(),
    { name: "haproxy", address: LOCAL, tells: "x-forwarded-for" },
  ],
  [
    "HAProxy with `header: forwarded` has `option forwarded`",
    haproxy({ header: "forwarded", address: ["10.0.1.10", "fd00:1::10"] }),
    { name: "haproxy", address: ["10.0.1.10", "fd00:1::10"], tells: "forwarded" },
  ],
  [
    "Envoy is read in X-Forwarded-For by default",
    envoy(),
    { name: "envoy", address: LOCAL, tells: "x-forwarded-for", proto: PROTO },
  ],
  [
    "Envoy with `externalAddress` is read in x-envoy-external-address",
    envoy({ externalAddress: true }),
    {
      name: "envoy",
      address: LOCAL,
      tells: { value: "x-envoy-external-address", trustedHops: 0 },
      proto: PROTO,
    },
  ],
  [
    "Envoy behind two proxies at unknown addresses counts two trusted hops",
    envoy({ externalAddress: true, trustedHops: 2, address: "10.0.1.10" }),
    {
      name: "envoy",
      address: "10.0.1.10",
      tells: { value: "x-envoy-external-address", trustedHops: 2 },
      proto: PASSED,
    },
  ],
  [
    "`externalAddress: false` is the default",
    envoy({ externalAddress: false }),
    { name: "envoy", address: LOCAL, tells: "x-forwarded-for", proto: PROTO },
  ],
  [
    "Istio's sidecar under REDIRECT hides the gateway, whose certificate identifies it",
    istio({ gateway: ACCOUNT, mode: "sidecar" }),
    [{ name: "gateway", identity: GATEWAY_ID, tells: "x-forwarded-for", proto: PROTO }, REDIRECT],
  ],
  [
    "`numTrustedProxies: 0` is the default",
    istio({ gateway: ACCOUNT, mode: "sidecar", numTrustedProxies: 0 }),
    [{ name: "gateway", identity: GATEWAY_ID, tells: "x-forwarded-for", proto: PROTO }, REDIRECT],
  ],
  [
    "Istio with `numTrustedProxies` is read in x-envoy-external-address",
    istio({ gateway: ACCOUNT, mode: "sidecar", numTrustedProxies: 2 }),
    [
      {
        name: "gateway",
        identity: GATEWAY_ID,
        tells: { value: "x-envoy-external-address", trustedHops: 2 },
        proto: PASSED,
      },
      REDIRECT,
    ],
  ],
  [
    "Istio can have another trust domain, and two gateways, one by its full SPIFFE ID",
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
        proto: PROTO,
      },
      REDIRECT,
    ],
  ],
  [
    "Istio with `xfcc: only` and `required` accepts requests through the gateway alone",
    istio({ gateway: ACCOUNT, mode: "sidecar", xfcc: "only", required: true }),
    [
      {
        name: "gateway",
        identity: GATEWAY_ID,
        tells: "x-forwarded-for",
        proto: PROTO,
        required: true,
      },
      { ...REDIRECT, xfcc: "only" },
    ],
  ],
  [
    "Istio under TPROXY has the gateway's address, and its identity too",
    istio({ gateway: ACCOUNT, mode: "tproxy", gatewayAddress: "10.244.0.0/24" }),
    [
      {
        name: "gateway",
        address: "10.244.0.0/24",
        identity: GATEWAY_ID,
        tells: "x-forwarded-for",
        proto: PROTO,
      },
      { name: "sidecar", tells: "source-address", xfcc: "last" },
    ],
  ],
  [
    "Istio under TPROXY takes every option",
    istio({
      gateway: ACCOUNT,
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
        identity: GATEWAY_ID,
        tells: { value: "x-envoy-external-address", trustedHops: 1 },
        proto: PASSED,
        required: false,
      },
      { name: "sidecar", tells: "source-address", xfcc: "only" },
    ],
  ],
  [
    "source NAT tells nothing",
    snat({ address: "10.0.0.0/24" }),
    {
      name: "snat",
      address: "10.0.0.0/24",
      tells: "nothing",
      proto: PASSED,
      host: { passes: "x-forwarded-host" },
    },
  ],
  [
    "source NAT can have another name",
    snat({ address: ["10.0.0.5"], name: "nodes" }),
    {
      name: "nodes",
      address: ["10.0.0.5"],
      tells: "nothing",
      proto: PASSED,
      host: { passes: "x-forwarded-host" },
    },
  ],
  [
    "CLB's HTTP listener is read in X-Forwarded-For",
    tencentClb({ layer: 7, address: "10.0.1.0/24" }),
    { name: "tencentClb", address: "10.0.1.0/24", tells: "x-forwarded-for", healthChecks: true },
  ],
  [
    "CLB's TCP listener keeps the source address, so it has no address of its own",
    tencentClb({ layer: 4 }),
    { name: "tencentClb", tells: "source-address" },
  ],
  [
    "`proxyProtocol: false` is the default",
    tencentClb({ layer: 4, proxyProtocol: false, name: "clb" }),
    { name: "clb", tells: "source-address" },
  ],
  [
    "CLB's TCP listener with PROXY version 2 has an address",
    tencentClb({ layer: 4, proxyProtocol: true, address: "10.0.1.0/24", name: "clb" }),
    { name: "clb", address: "10.0.1.0/24", tells: "proxy-protocol" },
  ],
  [
    "an ALB has the addresses of its subnets",
    awsAlb({ address: ["10.0.1.0/24", "10.0.2.0/24"] }),
    {
      name: "awsAlb",
      address: ["10.0.1.0/24", "10.0.2.0/24"],
      tells: { list: "x-forwarded-for", format: "ip" },
      proto: PROTO,
      healthChecks: true,
    },
  ],
  [
    "an ALB that writes ports says so",
    awsAlb({ address: "10.0.1.0/24", clientPort: true }),
    {
      name: "awsAlb",
      address: "10.0.1.0/24",
      tells: { list: "x-forwarded-for", format: "ip:port" },
      proto: PROTO,
      healthChecks: true,
    },
  ],
  [
    "Cloudflare by default has its published prefixes, shared by all customers",
    cloudflare(),
    {
      name: "cloudflare",
      address: EDGE,
      tells: { value: "cf-connecting-ip" },
      proto: PROTO,
      manyClients: WORKERS,
      shared: true,
    },
  ],
  [
    "Cloudflare can have a secret, which proves the zone",
    cloudflare({ secret: { header: "x-origin-secret", value: ["new", "old"] } }),
    {
      name: "cloudflare",
      address: EDGE,
      tells: { value: "cf-connecting-ip" },
      proto: PROTO,
      manyClients: WORKERS,
      shared: true,
      secret: { header: "x-origin-secret", value: ["new", "old"] },
    },
  ],
  [
    "Cloudflare can have a certificate, a newer list of addresses, and X-Forwarded-For",
    cloudflare({
      identity: "https://origin-pull.example",
      address: "198.51.100.0/24",
      header: "x-forwarded-for",
    }),
    {
      name: "cloudflare",
      address: "198.51.100.0/24",
      tells: "x-forwarded-for",
      proto: PROTO,
      manyClients: WORKERS,
      shared: true,
      identity: "https://origin-pull.example",
    },
  ],
  [
    "Cloudflare for any of its customers",
    cloudflare({ anyCustomer: true }),
    {
      name: "cloudflare",
      address: EDGE,
      tells: { value: "cf-connecting-ip" },
      proto: PROTO,
      manyClients: WORKERS,
      shared: true,
      anyCustomer: true,
    },
  ],
  [
    "a Cloudflare Tunnel ends in a process of your own, which is not shared",
    cloudflare({ tunnel: "loopback" }),
    {
      name: "cloudflare",
      address: "loopback",
      tells: { value: "cf-connecting-ip" },
      proto: PROTO,
      manyClients: WORKERS,
    },
  ],
  [
    "Heroku's router is required",
    heroku(),
    {
      name: "heroku",
      address: "private",
      tells: { list: "x-forwarded-for", oneLine: true },
      required: true,
    },
  ],
  [
    "Heroku can have the range of a Private Space, and need not be required",
    heroku({ address: "10.1.0.0/16", required: false }),
    {
      name: "heroku",
      address: "10.1.0.0/16",
      tells: { list: "x-forwarded-for", oneLine: true },
      required: false,
    },
  ],
];

describe("a preset returns plain data", () => {
  it.each(ROWS)("%s", (_title, result, plain) => {
    expect(result).toStrictEqual(plain);
    expect(JSON.parse(JSON.stringify(result))).toStrictEqual(plain);
  });

  it("two calls share no array that a caller could change", () => {
    expect(nginx().address).not.toBe(nginx().address);
    expect(cloudflare().address).not.toBe(cloudflare().address);
  });

  it("a live list is passed on as it is", () => {
    const live = { name: "edge", addresses: ["192.0.2.1"] };
    expect(awsAlb({ address: live as never }).address).toBe(live);
  });
});
