import { describe, expect, it } from "vitest";
import type { Config, FindingCode, Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const secret = { header: "X-Edge", value: "correct-horse-battery-staple-of-2026" };
const hides: Hop = { name: "snat", address: "10.0.0.5", tells: "nothing" };
const gateway: Hop = { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };
const says = (value: string): Hop => ({ ...cdn, tells: { value } });
const found = (config: Config) => createResolver(config).findings;
const codes = (config: Config) => found(config).map(({ code }) => code);

describe("findings-never-fatal: what is no finding", () => {
  it.each<[FindingCode, string, Config]>([
    // [code, why it is not found, the neighboring path]
    ["dead-hop", "a proof stands outside the hop that hides", [{ ...cdn, secret }, hides]],
    ["dead-hop", "an identity stands outside it", [gateway, sidecar]],
    [
      "dead-hop",
      "the outermost hop keeps the address",
      [{ name: "dnat", tells: "source-address" }, alb],
    ],
    ["wide-private-range", "a subnet is not wide", alb],
    ["wide-private-range", "a public range is not private", { ...cdn, address: "198.51.0.0/16" }],
    [
      "wide-private-range",
      "no header is believed",
      [
        { ...cdn, secret },
        { ...hides, address: "10.0.0.0/8" },
      ],
    ],
    ["any-nearest", "it is not the nearest", [{ ...cdn, address: "any" }, alb]],
    ["any-nearest", "it has an address", alb],
    ["external-address", "another header", says("X-Real-IP")],
    ["xfcc-last", "only", [gateway, sidecar]],
    ["forgeable-header", "X-Azure-SocketIP is set by Front EntryPoint", says("X-Azure-SocketIP")],
    ["forgeable-header", "CF-Connecting-IP is set by Cloudflare", says("CF-Connecting-IP")],
    ["shared-without-proof", "with a secret", { ...cdn, shared: true, secret }],
    [
      "shared-without-proof",
      "with an identity",
      { ...cdn, shared: true, identity: "spiffe://a/cdn" },
    ],
    ["shared-without-proof", "not shared", cdn],
    ["shared-not-outermost", "outermost", [{ ...cdn, shared: true, secret }, alb]],
    ["shared-not-outermost", "not shared", [cdn, alb]],
    ["cgnat-not-private", "both are named", { ...alb, address: ["private", "cgnat"] }],
    ["cgnat-not-private", "no name is used", alb],
    ["secret-without-address", "with an address", { ...cdn, secret }],
    ["hop-count", "a chain", [cdn, alb]],
  ])("does not find %s (%s)", (code, _why, config) => {
    expect(codes(config)).not.toContain(code);
  });
});
