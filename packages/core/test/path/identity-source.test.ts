import { describe, expect, it } from "vitest";
import { ask, refusal } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const EDGE = "spiffe://edge/origin-pull";
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells: "x-forwarded-for" };
const dnat: Hop = { name: "dnat", tells: "source-address" };
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const CLIENT = "203.0.113.7";
const XFCC = `Hash=${"a".repeat(64)};Subject="";URI=${GATEWAY}`;
const keeps: Hop = { name: "tproxy", tells: "source-address" };
const balancer: Hop = { name: "balancer", address: "10.0.0.1", tells: "proxy-protocol" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "last" };

describe("identity-without-carrier: which source proves an identity", () => {
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
  ])("refuses an identity %s", (_why, path) => {
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
  ])("accepts an identity %s", (_why, path) => {
    expect(() => createResolver(path)).not.toThrow();
  });

  it("refuses an identity without a source in an entry point", () => {
    expect(refusal([{ oneOf: [gateway, alb] }, { ...alb, address: "10.9.0.1" }]).code).toBe(
      "identity-without-carrier",
    );
  });
});

describe("identity-without-carrier: how an identity reaches the application", () => {
  const named = { ip: CLIENT, status: "resolved", identity: GATEWAY };

  it("by a sidecar's XFCC, through a hop that keeps the source address", () => {
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

  it("by a sidecar that keeps the source address itself", () => {
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

  it.each<[string, readonly Hop[]]>([
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
  ])("by nothing: %s", (_what, path) => {
    expect(refusal(path).code).toBe("identity-without-carrier");
  });
});

describe("ca-without-certificate: a hop with a pinned CA", () => {
  const ca = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

  it.each<[string, readonly Hop[]]>([
    ["at the socket", [{ ...gateway, ca }]],
    ["behind hops that pass TLS through", [{ ...gateway, ca }, balancer, keeps]],
  ])("is allowed %s", (_what, path) => {
    expect(createResolver(path).cas).toEqual(["MIIB"]);
  });

  it.each<[string, readonly Hop[]]>([
    ["behind a sidecar, whose header names no CA", [{ ...gateway, ca }, sidecar]],
    [
      "behind a sidecar that keeps the source address",
      [
        { ...gateway, address: "10.0.0.2", ca },
        { ...keeps, xfcc: "only" },
      ],
    ],
    ["without an identity", [{ ...balancer, ca }]],
    ["that keeps the source address", [gateway, { ...keeps, ca }]],
  ])("is refused %s", (_what, path) => {
    expect(refusal(path)).toMatchObject({
      code: "ca-without-certificate",
      given: expect.stringContaining("a pinned CA") as unknown,
    });
  });
});
