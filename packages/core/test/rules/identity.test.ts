import type { Hop } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { ask, refusal } from "./ask.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const EDGE = "spiffe://edge/origin-pull";
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells: "x-forwarded-for" };
const dnat: Hop = { name: "dnat", tells: "source-address" };
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const list = { "X-Forwarded-For": CLIENT };
const certified = (...peerIdentity: string[]) => ({ peerIdentity });
const told = (address: string) => ({
  proxyProtocol: {
    version: 2,
    command: "PROXY",
    family: "INET",
    transport: "STREAM",
    source: { address, port: 1 },
    tlvs: [],
  } as const,
});

describe("section 1: identity by the socket's authorized certificate", () => {
  it("proves the first hop", () => {
    expect(ask(gateway, "198.51.100.4", list, certified(GATEWAY))).toMatchObject({
      ip: CLIENT,
      via: ["gateway"],
      proof: "identity",
      identity: GATEWAY,
      source: "x-forwarded-for",
    });
    expect(ask(gateway, "198.51.100.4", list)).toMatchObject({
      ip: "198.51.100.4",
      via: [],
      proof: "none",
      identity: undefined,
    });
  });

  it.each<[string[], string]>([
    [[], "a certificate without a URI"],
    [[EDGE], "another identity"],
    [[`${GATEWAY}x`], "one that begins alike"],
    [[GATEWAY.slice(0, -1)], "the beginning of it"],
    [[GATEWAY.toUpperCase()], "another case"],
    [[GATEWAY, EDGE], "two URIs are no identity"],
    [[EDGE, GATEWAY], "two URIs are no identity, the right one last"],
  ])("%j proves nothing (%s)", (identities) => {
    const lines = { "X-Forwarded-For": "6.6.6.6" };
    const answer = ask(gateway, "198.51.100.4", lines, certified(...identities));
    expect(answer).toMatchObject({ via: [], identity: undefined, proof: "none" });
    expect(answer.ip).not.toBe("6.6.6.6");
    const located = ask(
      { ...gateway, address: "198.51.100.4" },
      "198.51.100.4",
      lines,
      certified(...identities),
    );
    expect(located).toMatchObject({ ip: undefined, via: [] });
  });

  it("with a matching address and no certificate the hop is unproven", () => {
    const both: Hop = { ...gateway, address: "198.51.100.0/24" };
    expect(ask(both, "198.51.100.4", list)).toMatchObject({ ip: undefined, status: "unproven" });
    expect(ask(both, "198.51.100.4", list, certified(EDGE))).toMatchObject({ status: "unproven" });
    expect(ask(both, "198.51.100.4", list, certified(GATEWAY))).toMatchObject({ ip: CLIENT });
    expect(ask(both, "192.0.2.66", list, certified(GATEWAY))).toMatchObject({ ip: "192.0.2.66" });
  });

  it("any of several identities will do, and the answer says which", () => {
    const either: Hop = { ...gateway, identity: [GATEWAY, EDGE] };
    for (const identity of [GATEWAY, EDGE]) {
      expect(ask(either, "198.51.100.4", list, certified(identity))).toMatchObject({
        ip: CLIENT,
        identity,
      });
    }
  });

  it("belongs to the first hop outside all innermost proxy-protocol and source-address hops", () => {
    const through = [
      [gateway, nlb],
      [gateway, dnat, nlb],
      [gateway, nlb, dnat],
      [gateway, dnat, nlb, dnat],
    ];
    for (const path of through) {
      expect(
        ask(path, "10.0.0.5", list, { ...told("198.51.100.4"), ...certified(GATEWAY) }),
      ).toMatchObject({ ip: CLIENT, identity: GATEWAY });
      expect(ask(path, "10.0.0.5", list, told("198.51.100.4"))).toMatchObject({
        ip: "198.51.100.4",
        source: "proxy-protocol",
      });
    }
    expect(ask([gateway, dnat], "198.51.100.4", list, certified(GATEWAY))).toMatchObject({
      ip: CLIENT,
    });
  });

  it("proves one hop only: the next one out cannot use it", () => {
    // The entry points share the certificate of one connection; each entry point is the first hop.
    const path = {
      oneOf: [gateway, { name: "edge", identity: EDGE, tells: { value: "X-Edge-Client" } }],
    };
    const lines = { ...list, "X-Edge-Client": "203.0.113.8" };
    expect(ask(path, "198.51.100.4", lines, certified(GATEWAY))).toMatchObject({ ip: CLIENT });
    expect(ask(path, "198.51.100.4", lines, certified(EDGE))).toMatchObject({ ip: "203.0.113.8" });
  });

  it("is no proof for a hop that asks for an address alone", () => {
    expect(ask(alb, "10.0.1.9", list, certified(GATEWAY))).toMatchObject({
      ip: CLIENT,
      proof: "address",
      identity: undefined,
    });
  });
});

describe("configuration: identity without a carrier", () => {
  it.each<[string, Hop[]]>([
    ["behind a hop that ends TLS", [gateway, alb]],
    ["behind a hop that hides", [gateway, { address: "10.0.0.9", tells: "nothing" }]],
    ["two hops out from the certificate", [{ ...gateway, identity: EDGE }, gateway]],
    [
      "two hops out from the xfcc",
      [
        { ...gateway, identity: EDGE },
        gateway,
        { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" },
      ],
    ],
    ["outside a PROXY hop that is itself behind a header hop's end", [gateway, alb, nlb]],
    [
      "outside an innermost hop that has an identity already",
      [gateway, dnat, { ...gateway, identity: EDGE }],
    ],
  ])("%s", (_why, path) => {
    const error = refusal(path);
    expect(error.code).toBe("identity-without-carrier");
    expect(error.remedy).not.toBe("");
  });

  it.each<[string, Hop[]]>([
    ["first", [gateway]],
    ["outside PROXY hops", [gateway, nlb]],
    ["outside hops that keep the address", [gateway, dnat]],
    ["next to an xfcc hop", [gateway, { address: "127.0.0.6", tells: "nothing", xfcc: "last" }]],
    ["with hops of another kind outside it", [alb, gateway]],
  ])("%s it has one", (_why, path) => {
    expect(() => createResolver(path)).not.toThrow();
  });

  it("in an entry point as well", () => {
    expect(refusal([{ oneOf: [gateway, alb] }, { ...alb, address: "10.9.0.1" }]).code).toBe(
      "identity-without-carrier",
    );
  });
});
