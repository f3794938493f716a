import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const EDGE = "spiffe://edge/origin-pull";
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells: "x-forwarded-for" };
const dnat: Hop = { name: "dnat", tells: "source-address" };
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const list = { "X-Forwarded-For": CLIENT };
const certified = (...peerIdentity: string[]) => ({ peerIdentity });
const proxyHeaderOf = (address: string) => ({
  proxyProtocol: {
    version: 2,
    command: "PROXY",
    family: "INET",
    transport: "STREAM",
    source: { address, port: 1 },
    tlvs: [],
  } as const,
});
const OTHER = "spiffe://cluster.local/ns/shop/sa/cart";
const keeps: Hop = { name: "tproxy", tells: "source-address" };
const balancer: Hop = { name: "balancer", address: "10.0.0.1", tells: "proxy-protocol" };
const PROXY = [
  {
    version: 2,
    command: "PROXY",
    family: "INET",
    transport: "STREAM",
    source: { address: "10.9.9.9", port: 1 },
    tlvs: [],
  },
] as const;

function readsProxy(path: Hop | readonly Hop[]): boolean {
  return [path].flat().some(({ tells }) => tells === "proxy-protocol");
}

function withCertificate(
  path: Hop | readonly Hop[],
  names: readonly string[] | undefined,
  peer = "10.9.9.9",
) {
  const { ip, status, identity, proof } = ask(
    path,
    peer,
    { "X-Forwarded-For": CLIENT },
    { peerIdentity: names, ...(readsProxy(path) ? { proxyProtocol: PROXY } : {}) },
  );
  return { ip, status, identity, proof };
}

const proven = { ip: CLIENT, status: "resolved", identity: GATEWAY, proof: "identity" };
const unrecognized = { ip: "10.9.9.9", status: "resolved", identity: undefined };
const FORGED = "6.6.6.6";
const forged = { "X-Forwarded-For": FORGED };

describe("one-identity: by the socket's authorized certificate", () => {
  it("the certificate proves the first hop", () => {
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

  it("each of several identities will do, and the answer says which", () => {
    const either: Hop = { ...gateway, identity: [GATEWAY, EDGE] };
    for (const identity of [GATEWAY, EDGE]) {
      expect(ask(either, "198.51.100.4", list, certified(identity))).toMatchObject({
        ip: CLIENT,
        identity,
      });
    }
  });

  it("certificate-of-the-socket: the first hop outside all innermost proxy-protocol and source-address hops", () => {
    const through = [
      [gateway, nlb],
      [gateway, dnat, nlb],
      [gateway, nlb, dnat],
      [gateway, dnat, nlb, dnat],
    ];
    for (const path of through) {
      expect(
        ask(path, "10.0.0.5", list, { ...proxyHeaderOf("198.51.100.4"), ...certified(GATEWAY) }),
      ).toMatchObject({ ip: CLIENT, identity: GATEWAY });
      expect(ask(path, "10.0.0.5", list, proxyHeaderOf("198.51.100.4"))).toMatchObject({
        ip: "198.51.100.4",
        source: "proxy-protocol",
      });
    }
    expect(ask([gateway, dnat], "198.51.100.4", list, certified(GATEWAY))).toMatchObject({
      ip: CLIENT,
    });
  });

  it("proof-once: the next hop out cannot use the certificate", () => {
    // The entry points share the certificate of one connection; each entry point is the first hop.
    const path = {
      oneOf: [gateway, { name: "edge", identity: EDGE, tells: { value: "X-Edge-Client" } }],
    };
    const lines = { ...list, "X-Edge-Client": "203.0.113.8" };
    expect(ask(path, "198.51.100.4", lines, certified(GATEWAY))).toMatchObject({ ip: CLIENT });
    expect(ask(path, "198.51.100.4", lines, certified(EDGE))).toMatchObject({ ip: "203.0.113.8" });
  });

  it("a certificate is no proof for a hop that asks for an address alone", () => {
    expect(ask(alb, "10.0.1.9", list, certified(GATEWAY))).toMatchObject({
      ip: CLIENT,
      proof: "address",
      identity: undefined,
    });
  });
});

describe("one-identity: the URIs of the socket's client certificate", () => {
  it("proves the nearest hop when it names it, alone", () => {
    expect(withCertificate(gateway, [GATEWAY])).toEqual(proven);
    expect(withCertificate({ ...gateway, identity: [OTHER, GATEWAY] }, [GATEWAY])).toEqual(proven);
  });

  it.each<[readonly string[] | undefined, string]>([
    [undefined, "there is none"],
    [[], "it has no name"],
    [[OTHER], "it has another name"],
    [[GATEWAY.toUpperCase()], "the case differs"],
    [[`${GATEWAY}/`], "a character too much"],
  ])("proves nothing: %j, %s", (names) => {
    expect(withCertificate(gateway, names)).toMatchObject(unrecognized);
  });

  it("is ambiguous when it has several names, whatever they are", () => {
    for (const names of [
      [GATEWAY, OTHER],
      [OTHER, GATEWAY],
      [GATEWAY, GATEWAY],
      [OTHER, OTHER],
    ]) {
      expect(withCertificate(gateway, names)).toMatchObject({ ip: undefined, status: "ambiguous" });
    }
  });

  it("is ambiguous when one of its names is empty", () => {
    expect(withCertificate(gateway, ["", GATEWAY])).toMatchObject({
      ip: undefined,
      status: "ambiguous",
    });
  });

  it.each<[string, readonly Hop[], string]>([
    ["one that keeps the source address", [gateway, keeps], "10.9.9.9"],
    ["one that speaks PROXY", [gateway, balancer], "10.0.0.1"],
    ["both", [gateway, balancer, keeps], "10.0.0.1"],
    ["both, the other way round", [gateway, keeps, balancer], "10.0.0.1"],
  ])(
    "certificate-of-the-socket: the first hop outside of those that pass TLS through: %s",
    (_what, path, peer) => {
      const { ip, identity } = withCertificate(path, [GATEWAY], peer);
      expect({ ip, identity }).toEqual({ ip: CLIENT, identity: GATEWAY });
      expect(withCertificate(path, [OTHER], peer)).toMatchObject(unrecognized);
    },
  );

  it("needs no header, so that lost header lines do not matter to it", () => {
    const path: Hop[] = [{ ...gateway, tells: "nothing" }];
    const resolver = createResolver(path);
    const evidence = { peer: "10.9.9.9", rawHeaders: [], peerIdentity: [GATEWAY], truncated: true };
    expect(resolver.resolve(evidence)).toMatchObject({ status: "hidden", identity: GATEWAY });
    expect(createResolver(gateway).resolve(evidence)).toMatchObject({ status: "too-long" });
  });
});

describe("one-identity: a certificate with two URIs", () => {
  it("two URIs are no identity", () => {
    const answer = ask(gateway, "203.0.113.66", forged, {
      peerIdentity: [GATEWAY, "spiffe://a/b"],
    });
    expect(answer.ip).not.toBe(FORGED);
    expect(answer).toMatchObject({ via: [], identity: undefined });
  });
});
