import type { Hop } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it, test } from "vitest";
import { ask, refusal } from "./rules/ask.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const OTHER = "spiffe://cluster.local/ns/shop/sa/cart";
const XFCC = `Hash=${"a".repeat(64)};Subject="";URI=${GATEWAY}`;
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells: "x-forwarded-for" };
const keeps: Hop = { name: "tproxy", tells: "source-address" };
const balancer: Hop = { name: "balancer", address: "10.0.0.1", tells: "proxy-protocol" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" };

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

function certified(
  path: Hop | readonly Hop[],
  names: readonly string[] | undefined,
  peer = "10.9.9.9",
) {
  const { ip, status, identity, proof } = ask(
    path,
    peer,
    { "X-Forwarded-For": CLIENT },
    { peerIdentity: names, proxyProtocol: PROXY },
  );
  return { ip, status, identity, proof };
}

const proven = { ip: CLIENT, status: "resolved", identity: GATEWAY, proof: "identity" };
const stranger = { ip: "10.9.9.9", status: "resolved", identity: undefined };

describe("the socket's client certificate", () => {
  it("proves the nearest hop when it names it, alone", () => {
    expect(certified(gateway, [GATEWAY])).toEqual(proven);
    expect(certified({ ...gateway, identity: [OTHER, GATEWAY] }, [GATEWAY])).toEqual(proven);
  });

  it.each<[readonly string[] | undefined, string]>([
    [undefined, "there is none"],
    [[], "it names nobody"],
    [[OTHER], "it names somebody else"],
    [[GATEWAY.toUpperCase()], "the case differs"],
    [[`${GATEWAY}/`], "a character too much"],
  ])("proves nothing: %j, %s", (names) => {
    expect(certified(gateway, names)).toMatchObject(stranger);
  });

  it("is ambiguous when it names several, whoever they are", () => {
    for (const names of [
      [GATEWAY, OTHER],
      [OTHER, GATEWAY],
      [GATEWAY, GATEWAY],
      [OTHER, OTHER],
    ]) {
      expect(certified(gateway, names)).toMatchObject({ ip: undefined, status: "ambiguous" });
    }
  });

  it("is ambiguous when it names nobody and somebody", () => {
    expect(certified(gateway, ["", GATEWAY])).toMatchObject({ ip: undefined, status: "ambiguous" });
  });

  it.each<[string, readonly Hop[], string]>([
    ["one that keeps the source address", [gateway, keeps], "10.9.9.9"],
    ["one that speaks PROXY", [gateway, balancer], "10.0.0.1"],
    ["both", [gateway, balancer, keeps], "10.0.0.1"],
    ["both, the other way round", [gateway, keeps, balancer], "10.0.0.1"],
  ])("belongs to the first hop outside of those that pass TLS through: %s", (_what, path, peer) => {
    const { ip, identity } = certified(path, [GATEWAY], peer);
    expect({ ip, identity }).toEqual({ ip: CLIENT, identity: GATEWAY });
    expect(certified(path, [OTHER], peer)).toMatchObject(stranger);
  });

  it("needs no header, so that lost header lines do not matter to it", () => {
    const path: Hop[] = [{ ...gateway, tells: "nothing" }];
    const resolver = createResolver(path);
    const evidence = { peer: "10.9.9.9", rawHeaders: [], peerIdentity: [GATEWAY], truncated: true };
    expect(resolver.resolve(evidence)).toMatchObject({ status: "hidden", identity: GATEWAY });
    expect(createResolver(gateway).resolve(evidence)).toMatchObject({ status: "too-long" });
  });
});

describe("who carries an identity", () => {
  const named = { ip: CLIENT, status: "resolved", identity: GATEWAY };

  test("a sidecar's XFCC, through a hop that keeps the source address", () => {
    const lines = { "X-Forwarded-For": CLIENT, "X-Forwarded-Client-Cert": XFCC };
    expect(ask([gateway, keeps, sidecar], "127.0.0.6", lines)).toMatchObject(named);
    expect(ask([gateway, sidecar], "127.0.0.6", lines)).toMatchObject(named);
    expect(
      ask(
        [gateway, keeps, sidecar],
        "127.0.0.6",
        { "X-Forwarded-For": CLIENT },
        { peerIdentity: [GATEWAY] },
      ),
    ).toMatchObject({ ip: undefined, status: "hidden" });
  });

  test("a sidecar that keeps the source address itself", () => {
    const path: Hop[] = [
      { ...gateway, address: "10.0.0.2" },
      { ...keeps, xfcc: "only" },
    ];
    const lines = { "X-Forwarded-For": CLIENT, "X-Forwarded-Client-Cert": XFCC };
    expect(ask(path, "10.0.0.2", lines)).toMatchObject(named);
    // The certificate is the sidecar's, which ended TLS.
    expect(
      ask(path, "10.0.0.2", { "X-Forwarded-For": CLIENT }, { peerIdentity: [GATEWAY] }),
    ).toMatchObject({ ip: undefined, status: "unproven" });
  });

  test.each<[string, readonly Hop[]]>([
    ["behind a hop that ends TLS", [gateway, { ...balancer, tells: "x-forwarded-for" }]],
    [
      "behind a hop that hides its peer, without xfcc",
      [gateway, { ...balancer, tells: "nothing" }],
    ],
    ["two hops outside of the sidecar", [gateway, { ...balancer, tells: "nothing" }, sidecar]],
    [
      "behind PROXY outside of a sidecar that keeps the source",
      [gateway, balancer, { ...keeps, xfcc: "last" }],
    ],
    ["for the second of two", [gateway, { ...gateway, name: "inner" }, sidecar]],
  ])("nobody: %s", (_what, path) => {
    expect(refusal(path).code).toBe("identity-without-carrier");
  });
});
