import { describe, expect, it } from "vitest";
import { ask, refusal } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const FORGED = "6.6.6.6";
const tells = "x-forwarded-for" as const;
const HASH = `Hash=${"a".repeat(64)}`;
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells };
const sidecar: Hop = {
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc: "last",
};
const SECRET = "correct-horse-battery";
const guarded: Hop = {
  name: "cdn",
  address: "198.51.100.0/24",
  secret: { header: "X-Edge-Key", value: SECRET },
  tells: "x-forwarded-for",
};
const { address: _address, ...anywhere } = guarded;

describe("who a hop is", () => {
  const both: Hop = {
    name: "edge",
    address: "198.51.100.1",
    identity: GATEWAY,
    secret: { header: "X-Edge", value: "s3cret" },
    tells: "x-forwarded-for",
  };
  const lines = { "X-Forwarded-For": CLIENT, "X-Edge": "s3cret" };
  const certificate = { peerIdentity: [GATEWAY] };

  it("all-proofs-hold: address, identity and secret", () => {
    expect(ask(both, "198.51.100.1", lines, certificate)).toMatchObject({ ip: CLIENT });
    expect(ask(both, "198.51.100.2", lines, certificate)).toMatchObject({
      ip: "198.51.100.2",
      via: [],
    });
    expect(ask(both, "198.51.100.1", lines)).toMatchObject({ status: "unproven", via: [] });
    expect(ask(both, "198.51.100.1", { "X-Forwarded-For": CLIENT }, certificate)).toMatchObject({
      status: "unproven",
      via: [],
    });
  });

  it("hidden-needs-proof: a proven identity suffices", () => {
    const path = [
      { name: "gateway", address: "10.244.0.5", identity: GATEWAY, tells: "x-forwarded-for" },
      { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" },
    ] as const;
    const proven = `Hash=${"a".repeat(64)};URI=${GATEWAY}`;
    expect(
      ask(path, "127.0.0.6", { "X-Forwarded-Client-Cert": proven, "X-Forwarded-For": CLIENT }),
    ).toMatchObject({ ip: CLIENT, proof: "identity", via: ["gateway", "sidecar"] });
    expect(ask(path, "127.0.0.6", { "X-Forwarded-For": CLIENT })).toMatchObject({
      ip: undefined,
      status: "hidden",
    });
  });

  it("hidden-needs-proof: a proven secret suffices", () => {
    const path = [
      {
        name: "edge",
        address: "198.51.100.1",
        secret: { header: "X-Edge", value: "s3cret" },
        tells: "x-forwarded-for",
      },
      { name: "snat", address: "10.0.0.5", tells: "nothing" },
    ] as const;
    expect(ask(path, "10.0.0.5", lines)).toMatchObject({
      ip: CLIENT,
      proof: "secret",
      via: ["edge", "snat"],
    });
    expect(ask(path, "10.0.0.5", { ...lines, "X-Edge": "other" })).toMatchObject({
      ip: undefined,
      status: "hidden",
    });
  });

  it("hidden-needs-proof: an address alone recognizes nothing, not even any", () => {
    for (const address of ["10.244.0.5", "any"]) {
      expect(
        ask(
          [
            { name: "gateway", address, tells: "x-forwarded-for" },
            { name: "snat", address: "10.0.0.5", tells: "nothing" },
          ],
          "10.0.0.5",
          { "X-Forwarded-For": CLIENT },
        ),
      ).toMatchObject({ ip: undefined, status: "hidden", via: ["snat"] });
    }
  });
});

describe("proof-once: an identity", () => {
  it("one proof is not used for two hops", () => {
    expect(refusal([{ ...gateway, repeat: true }, sidecar]).code).toBe("repeat-with-proof");
    expect(refusal([{ ...gateway, name: "twice" }, gateway, sidecar]).code).toBe(
      "identity-without-carrier",
    );
    const lines = {
      "X-Forwarded-For": `${FORGED}, 203.0.113.66`,
      "X-Forwarded-Client-Cert": `${HASH};URI=${GATEWAY}`,
    };
    expect(ask([gateway, sidecar], "127.0.0.6", lines)).toMatchObject({ ip: "203.0.113.66" });
  });
});

describe("proof-once: a secret", () => {
  const outer: Hop = { ...anywhere, name: "outer", tells: { value: "X-Outer" } };
  const inner: Hop = { ...anywhere, name: "inner" };
  const lines = { "X-Forwarded-For": "198.51.100.4", "X-Outer": "6.6.6.6" };

  it("a secret that proved the inner hop does not prove the outer one", () => {
    expect(ask([outer, inner], "10.0.0.1", { ...lines, "X-Edge-Key": SECRET })).toMatchObject({
      ip: "198.51.100.4",
      status: "resolved",
      via: ["inner"],
      proof: "secret",
    });
  });

  it("a secret of its own proves the outer hop", () => {
    const own: Hop = { ...outer, secret: { header: "X-Outer-Key", value: SECRET } };
    expect(
      ask([own, inner], "10.0.0.1", { ...lines, "X-Edge-Key": SECRET, "X-Outer-Key": SECRET }),
    ).toMatchObject({ ip: "6.6.6.6", via: ["outer", "inner"], proof: "secret" });
  });
});
