import type { Config, FindingCode, Hop } from "@client-ip/core";
import { createResolver, oneOf } from "@client-ip/core";
import { describe, expect, it } from "vitest";

const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const secret = { header: "X-Edge", value: "correct-horse-battery-staple-of-2026" };
const hides: Hop = { name: "snat", address: "10.0.0.5", tells: "nothing" };
const gateway: Hop = { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };
const says = (value: string): Hop => ({ ...cdn, tells: { value } });

const found = (config: Config) => createResolver(config).findings;
const codes = (config: Config) => found(config).map(({ code }) => code);

describe("section 3: findings, never fatal", () => {
  it.each<[FindingCode, string, Config]>([
    // [code, the hop it speaks of, the path]
    ["dead-hop", "snat", hides],
    ["dead-hop", "snat", [hides, alb]],
    ["dead-hop", "snat", [oneOf(cdn, hides), alb]],
    ["wide-private-range", "alb", { ...alb, address: "10.0.0.0/16" }],
    ["wide-private-range", "alb", { ...alb, address: "10.0.0.0/8", repeat: true }],
    ["wide-private-range", "alb", { ...alb, address: "172.16.0.0/12" }],
    ["wide-private-range", "alb", { ...alb, address: ["10.0.1.1", "192.168.0.0/16"] }],
    ["wide-private-range", "alb", { ...alb, address: "private" }],
    [
      "wide-private-range",
      "alb",
      { ...alb, address: "10.0.0.0/16", tells: { value: "X-Real-IP" } },
    ],
    ["wide-private-range", "alb", { ...alb, address: "10.0.0.0/16", tells: "forwarded" }],
    ["any-nearest", "alb", { ...alb, address: "any" }],
    ["any-nearest", "alb", [cdn, { ...alb, address: "any" }]],
    ["external-address", "cdn", says("x-envoy-external-address")],
    ["xfcc-last", "sidecar", [gateway, { ...sidecar, xfcc: "last" }]],
    ["forgeable-header", "cdn", says("X-Azure-ClientIP")],
    ["forgeable-header", "cdn", says("x-azure-clientip")],
    ["forgeable-header", "cdn", says("Fastly-Client-IP")],
    ["shared-without-proof", "cdn", { ...cdn, shared: true }],
    ["shared-not-outermost", "alb", [cdn, { ...alb, shared: true, secret }]],
    ["cgnat-not-private", "alb", { ...alb, address: "private" }],
    ["cgnat-not-private", "alb", { ...alb, address: "uniquelocal" }],
    ["secret-without-address", "cdn", { name: "cdn", secret, tells: "x-forwarded-for" }],
  ])("finding: %s of %s", (code, hop, config) => {
    const of = found(config).filter((finding) => finding.code === code);
    expect(of).toMatchObject([{ code, hop }]);
    for (const { message, remedy } of of) {
      expect(message).not.toBe("");
      expect(remedy).not.toBe("");
    }
  });

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
  ])("no finding: %s (%s)", (code, _why, config) => {
    expect(codes(config)).not.toContain(code);
  });

  it("finding: dead-hop says that no client can ever be resolved", () => {
    const dead = found([hides, alb]).find(({ code }) => code === "dead-hop");
    expect(`${dead?.message} ${dead?.remedy}`).toContain("no client can ever be resolved");
  });

  it("finding: dead-hop of a hop behind a hidden cursor that only an address could recognize", () => {
    expect(codes([cdn, hides])).toContain("dead-hop");
    expect(codes([cdn, alb, hides])).toContain("dead-hop");
    expect(codes([cdn, { ...alb, secret }, hides])).not.toContain("dead-hop");
  });

  it("finding: hop-count says who is believed", () => {
    for (const config of [{ hops: 2 }, "hops=2"] as const) {
      const finding = found(config).find(({ code }) => code === "hop-count");
      expect(finding?.message).toMatch(/inner|nearest|direct/i);
    }
  });

  it("a path without reproach has none", () => {
    expect(found([{ ...cdn, shared: true, secret }, alb])).toEqual([]);
    expect(found([gateway, sidecar])).toEqual([]);
    expect(found("direct")).toEqual([]);
    expect(found("loopback")).toEqual([]);
    expect(found({ ...cdn, tells: "proxy-protocol" })).toEqual([]);
  });

  it("findings are not fatal and cannot be changed", () => {
    const { findings } = createResolver({ ...alb, address: "any" });
    expect(findings.length).toBeGreaterThan(0);
    expect(Object.isFrozen(findings)).toBe(true);
  });
});
