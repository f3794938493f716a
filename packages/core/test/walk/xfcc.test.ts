import { describe, expect, it } from "vitest";
import { ask, refusal } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const POD = "spiffe://cluster.local/ns/default/sa/pod";
const HASH = `Hash=${"0123456789abcdef".repeat(4)}`;
const BY = "By=spiffe://cluster.local/ns/default/sa/app";
const genuine = `${BY};${HASH};Subject="";URI=${GATEWAY}`;
const attacker = `${BY};${HASH};Subject="";URI=${POD}`;
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells: "x-forwarded-for" };
const sidecar = (xfcc: "last" | "only"): Hop => ({
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc,
});
const unresolved = (status: string) => ({ ip: undefined, status, via: ["sidecar"] });
const proven = {
  ip: CLIENT,
  status: "resolved",
  proof: "identity",
  identity: GATEWAY,
  source: "x-forwarded-for",
  via: ["gateway", "sidecar"],
  warnings: [],
};
const FORGED = "6.6.6.6";
const lastSidecar: Hop = {
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc: "last",
};
const forgedList = { "X-Forwarded-For": FORGED };

describe("xfcc-writer-recognized: the hop that writes the header", () => {
  it("a peer that is not the sidecar proves nothing with it", () => {
    const lines = { "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Client-Cert": genuine };
    expect(ask([gateway, sidecar("last")], "10.244.0.77", lines)).toMatchObject({
      ip: "10.244.0.77",
      via: [],
      proof: "none",
      identity: undefined,
    });
    expect(ask([gateway, sidecar("last")], "127.0.0.6", lines)).toMatchObject({ ip: "6.6.6.6" });
  });

  it("a header with underscores is another header", () => {
    expect(
      ask([gateway, sidecar("last")], "127.0.0.6", {
        "X-Forwarded-For": "6.6.6.6",
        x_forwarded_client_cert: genuine,
      }),
    ).toMatchObject(unresolved("hidden"));
  });

  it("proof-once: an XFCC element is for the next outer hop and is then spent", () => {
    const path: Hop[] = [
      { ...gateway, address: "10.0.0.9" },
      { ...gateway, name: "inner" },
      sidecar("only"),
    ];
    expect(() => ask(path, "127.0.0.6")).toThrow(/carrier/);
  });

  it("under TPROXY the sidecar keeps the address, and the hop outside has one of its own", () => {
    const path: Hop[] = [
      { ...gateway, address: "10.244.0.5" },
      { name: "sidecar", tells: "source-address", xfcc: "last" },
    ];
    const at = (peer: string, header?: string) =>
      ask(path, peer, {
        "X-Forwarded-For": CLIENT,
        ...(header === undefined ? {} : { "X-Forwarded-Client-Cert": header }),
      });
    expect(at("10.244.0.5", genuine)).toMatchObject(proven);
    expect(at("10.244.0.5", attacker)).toMatchObject({ ip: undefined, status: "unproven" });
    expect(at("10.244.0.5")).toMatchObject({ ip: undefined, status: "unproven" });
    expect(at("10.244.0.5", "junk")).toMatchObject({ ip: undefined, status: "malformed" });
    // peer-first: the address is checked first, so the header of another peer is not read.
    expect(at("10.244.0.77", genuine)).toMatchObject({ ip: "10.244.0.77", proof: "none" });
    expect(at("10.244.0.77", "junk")).toMatchObject({ ip: "10.244.0.77", proof: "none" });
  });

  it("a sidecar may tell something itself: its peer is proven by the certificate too", () => {
    const path: Hop[] = [
      { ...gateway, address: "10.244.0.5" },
      { name: "sidecar", address: "127.0.0.1", tells: "x-forwarded-for", xfcc: "only" },
    ];
    const lines = (header: string) => ({
      "X-Forwarded-For": `${CLIENT}, 10.244.0.5`,
      "X-Forwarded-Client-Cert": header,
    });
    // The sidecar's own address is the weakest that was used.
    expect(ask(path, "127.0.0.1", lines(genuine))).toMatchObject({ ip: CLIENT, proof: "address" });
    expect(ask(path, "127.0.0.1", lines(attacker))).toMatchObject({ status: "unproven" });
  });
});

describe("X-Forwarded-Client-Cert without a hop that writes it", () => {
  it("xfcc-writer-recognized: the client's own header proves nothing", () => {
    const lines = { ...forgedList, "X-Forwarded-Client-Cert": `${HASH};URI=${GATEWAY}` };
    expect(ask(gateway, "203.0.113.66", lines)).toMatchObject({ ip: "203.0.113.66", via: [] });
    expect(ask([gateway, lastSidecar], "203.0.113.66", lines)).toMatchObject({
      ip: "203.0.113.66",
    });
    expect(refusal([gateway, { address: "10.0.0.1", tells: "nothing" }]).code).toBe(
      "identity-without-carrier",
    );
  });

  it("xfcc-without-address: a sidecar that any client can be", () => {
    expect(refusal([gateway, { address: "any", tells: "nothing", xfcc: "last" }]).code).toBe(
      "xfcc-without-address",
    );
  });
});
