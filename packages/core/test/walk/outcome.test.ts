import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import type { Evidence, Hop, OneOf } from "../../src/index.ts";
import { oneOf } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const CDN = "198.51.100.4";
const secret = { header: "X-Edge", value: "s3cret" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const guarded: Hop = { ...cdn, secret };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };
const gateway: Hop = { name: "gateway", identity: "spiffe://a/gw", tells: "x-forwarded-for" };
const LOCAL: Partial<Evidence> = {
  proxyProtocol: { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC", tlvs: [] },
};
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });

describe("hidden-peer: a hop hides its peer", () => {
  it("an address that was read before does not count for a hidden peer", () => {
    const snat: Hop = { name: "snat", address: "192.0.2.2", tells: "nothing" };
    expect(ask([snat, range], "10.0.0.1", { "X-Forwarded-For": "192.0.2.2" })).toMatchObject({
      ...unresolved("hidden"),
      via: ["snat", "range"],
      proof: "address",
    });
  });
});

describe("unproven-proxy: the walk stops at an address of this or a further outer hop", () => {
  it("unproven is this hop, whose proof failed", () => {
    expect(ask(guarded, CDN, { "X-Forwarded-For": "6.6.6.6" })).toMatchObject({
      ...unresolved("unproven"),
      via: [],
      warnings: [],
    });
    expect(ask(guarded, CDN, { "X-Forwarded-For": CLIENT, "X-Edge": "s3cret" })).toMatchObject({
      ip: CLIENT,
    });
    // The neighbor: another address without the proof is simply a client.
    expect(ask(guarded, "192.0.2.66", {})).toMatchObject({ ip: "192.0.2.66" });
  });

  it("unproven is a further outer hop, which skipped one", () => {
    expect(ask([cdn, alb], CDN, { "X-Forwarded-For": "6.6.6.6" })).toMatchObject({
      ...unresolved("unproven"),
      via: [],
    });
    expect(ask([cdn, alb], "198.51.101.4", {})).toMatchObject({ ip: "198.51.101.4" });
  });

  it("unproven is an outer hop two places on, behind one that keeps addresses", () => {
    const middle: Hop = { name: "middle", address: "10.0.2.0/24", tells: "x-forwarded-for" };
    const dnat: Hop = { tells: "source-address" };
    expect(ask([cdn, middle, dnat, alb], CDN)).toMatchObject(unresolved("unproven"));
    expect(ask([cdn, middle, dnat, alb], "10.0.1.9", { "X-Forwarded-For": CDN })).toMatchObject({
      ...unresolved("unproven"),
      via: expect.arrayContaining(["alb"]) as unknown,
    });
  });

  it("unproven is an address that was told, like that of the peer", () => {
    expect(ask([guarded, alb], "10.0.1.9", { "X-Forwarded-For": `6.6.6.6, ${CDN}` })).toMatchObject(
      { ...unresolved("unproven"), via: ["alb"] },
    );
  });

  it("unproven is a unix listener whose proof failed", () => {
    const local: Hop = { name: "nginx", address: "unix", secret, tells: "x-forwarded-for" };
    expect(ask(local, "unix")).toMatchObject(unresolved("unproven"));
    expect(ask({ ...local, address: "10.0.0.1" }, "unix")).toMatchObject(unresolved("hidden"));
  });

  it("a hidden cursor is not unproven: it has no address", () => {
    const outer: Hop = { name: "outer", address: "10.0.0.0/8", tells: "x-forwarded-for" };
    const snat: Hop = { name: "snat", address: "10.0.0.5", tells: "nothing" };
    expect(ask([outer, snat], "10.0.0.5")).toMatchObject(unresolved("hidden"));
    expect(ask([outer, snat], "10.0.0.6")).toMatchObject(unresolved("unproven"));
  });

  it("`any` makes no address unproven: every client has it", () => {
    const anyPeer: Hop = { name: "edge", address: "any", secret, tells: "x-forwarded-for" };
    expect(ask(anyPeer, CLIENT)).toMatchObject({ ip: CLIENT, via: [] });
    expect(
      ask([{ name: "edge", address: "any", tells: "x-forwarded-for" }, alb], CLIENT),
    ).toMatchObject({ ip: CLIENT, via: [] });
  });

  it("an inner hop's address is not unproven: that hop was walked", () => {
    expect(ask([cdn, alb], "10.0.1.9", { "X-Forwarded-For": "10.0.1.5" })).toMatchObject({
      ip: "10.0.1.5",
      status: "resolved",
      via: ["alb"],
    });
  });

  it("unproven is an entry point's address, when no entry point was entered", () => {
    const entryPoints = oneOf(
      [cdn, { name: "waf", address: "10.7.0.0/16", tells: "x-forwarded-for" }],
      {
        name: "lb",
        address: "192.0.2.0/24",
        secret,
        tells: "x-forwarded-for",
      },
    );
    expect(ask([entryPoints], CDN)).toMatchObject(unresolved("unproven"));
    expect(ask([entryPoints], "192.0.2.9")).toMatchObject(unresolved("unproven"));
    expect(ask([entryPoints], CLIENT)).toMatchObject({ ip: CLIENT });
  });
});

describe("bypassed-hop: a required hop was not walked", () => {
  const waf: Hop = {
    name: "waf",
    address: "198.51.100.0/24",
    tells: "x-forwarded-for",
    required: true,
  };

  it.each<[Hop[], string, string]>([
    // [path, peer, why the row exists]
    [[waf], CLIENT, "it is the next hop"],
    [[waf, alb], CLIENT, "it is further out"],
    [[{ ...waf, tells: { value: "X-Waf" } }, alb], CLIENT, "whatever it tells"],
    [[cdn, { ...alb, required: true }], CLIENT, "the innermost is required"],
  ])("bypassed by stopping before the required hop (%#)", (path, peer) => {
    expect(ask(path, peer)).toMatchObject({ ...unresolved("bypassed"), via: [] });
    const free = path.map((hop) => ({ ...hop, required: false }));
    expect(ask(free, peer)).toMatchObject({ ip: CLIENT });
  });

  it("bypassed by stopping before it after an inner hop was walked", () => {
    const lines = { "X-Forwarded-For": CLIENT };
    expect(ask([waf, alb], "10.0.1.9", lines)).toMatchObject({
      ...unresolved("bypassed"),
      via: ["alb"],
    });
    expect(ask([waf, alb], "10.0.1.9", { "X-Forwarded-For": `${CLIENT}, ${CDN}` })).toMatchObject({
      ip: CLIENT,
      via: ["waf", "alb"],
    });
  });

  it("a required hop that was walked does not bind those outside it", () => {
    expect(
      ask([cdn, { ...alb, required: true }], "10.0.1.9", { "X-Forwarded-For": CLIENT }),
    ).toMatchObject({ ip: CLIENT, via: ["alb"] });
  });

  it("bypassed by PROXY LOCAL further in", () => {
    expect(ask([waf, nlb], "10.0.0.5", {}, LOCAL)).toMatchObject(unresolved("bypassed"));
    expect(ask([cdn, nlb], "10.0.0.5", {}, LOCAL)).toMatchObject({
      ip: "10.0.0.5",
      warnings: ["proxy-local"],
    });
  });

  it("bypassed by a list that is exhausted further in", () => {
    const lines = { "X-Forwarded-For": "10.0.0.2" };
    expect(ask([waf, range], "10.0.0.1", lines)).toMatchObject(unresolved("bypassed"));
    expect(ask([cdn, range], "10.0.0.1", lines)).toMatchObject({
      ip: "10.0.0.2",
      warnings: ["list-exhausted"],
    });
  });

  it("bypassed by entering no entry point, if any of them holds a required hop", () => {
    const lb: Hop = { name: "lb", address: "192.0.2.0/24", tells: "x-forwarded-for" };
    const entryPoints: [string, OneOf][] = [
      ["the first entry point", oneOf(waf, lb)],
      ["the last entry point", oneOf(lb, waf)],
      ["deep in an entry point", oneOf(lb, [waf, { ...alb, address: "172.16.0.0/16" }])],
    ];
    for (const [, entrance] of entryPoints) {
      expect(ask([entrance, alb], CLIENT)).toMatchObject(unresolved("bypassed"));
      expect(ask([entrance, alb], "10.0.1.9", { "X-Forwarded-For": CLIENT })).toMatchObject(
        unresolved("bypassed"),
      );
      expect(ask([entrance, nlb], "10.0.0.5", {}, LOCAL)).toMatchObject(unresolved("bypassed"));
      expect(ask([entrance, range], "10.0.0.1", { "X-Forwarded-For": "10.0.0.2" })).toMatchObject(
        unresolved("bypassed"),
      );
    }
    expect(ask([oneOf(cdn, lb), alb], CLIENT)).toMatchObject({ ip: CLIENT });
  });

  it("an entry point that was entered binds only by its own hops", () => {
    const lb: Hop = { name: "lb", address: "192.0.2.0/24", tells: "x-forwarded-for" };
    const lines = { "X-Forwarded-For": CLIENT };
    expect(ask([oneOf(waf, lb)], "192.0.2.9", lines)).toMatchObject({ ip: CLIENT, via: ["lb"] });
    expect(ask([oneOf([waf, alb], lb)], "10.0.1.9", lines)).toMatchObject({
      ...unresolved("bypassed"),
      via: ["alb"],
    });
  });
});

describe("hidden-peer: no hop says who the neighbor is", () => {
  it.each<[Hop[], string, string]>([
    // [path, peer, why the row exists]
    [
      [{ name: "snat", address: "10.0.0.5", tells: "nothing" }],
      "10.0.0.5",
      "the path ends at a hop that hides",
    ],
    [
      [cdn, { name: "snat", address: "10.0.0.5", tells: "nothing" }],
      "10.0.0.5",
      "the walk stops there",
    ],
    [[gateway, sidecar], "127.0.0.6", "no peer proved to be the gateway"],
    [[alb], "unix", "a unix socket has no address"],
    [[alb], "127.0.0.6", "a sidecar that is no hop"],
    [[alb], "::6", "its IPv6 form"],
    [[alb], "::ffff:127.0.0.6", "its mapped form"],
  ])("with the path %j a request from %s: %s", (path, peer) => {
    expect(ask(path, peer, { "X-Forwarded-For": "6.6.6.6" })).toMatchObject(unresolved("hidden"));
  });
});

describe("ending-precedence: unproven, bypassed, hidden", () => {
  it("unproven comes before bypassed", () => {
    expect(ask({ ...guarded, required: true }, CDN)).toMatchObject(unresolved("unproven"));
    expect(ask({ ...guarded, required: true }, CLIENT)).toMatchObject(unresolved("bypassed"));
    expect(ask([{ ...cdn, required: true }, alb], CDN)).toMatchObject(unresolved("unproven"));
  });

  it("unproven comes before hidden", () => {
    const local: Hop = { name: "mesh", address: "127.0.0.6", secret, tells: "x-forwarded-for" };
    expect(ask(local, "127.0.0.6")).toMatchObject(unresolved("unproven"));
    expect(ask(local, "::6")).toMatchObject(unresolved("hidden"));
  });

  it("bypassed comes before hidden", () => {
    expect(ask([{ ...gateway, required: true }, sidecar], "127.0.0.6")).toMatchObject(
      unresolved("bypassed"),
    );
    expect(ask([gateway, sidecar], "127.0.0.6")).toMatchObject(unresolved("hidden"));
    expect(ask({ ...alb, required: true }, "unix")).toMatchObject(unresolved("bypassed"));
    expect(ask({ ...alb, required: true }, "127.0.0.6")).toMatchObject(unresolved("bypassed"));
  });
});

describe("ending-precedence: PROXY LOCAL is never unproven", () => {
  it("a health check of a hop whose address an outer hop has too is that hop's", () => {
    const outer: Hop = { name: "outer", address: "10.0.0.0/24", tells: "x-forwarded-for" };
    expect(ask([outer, nlb], "10.0.0.5", {}, LOCAL)).toMatchObject({
      ip: "10.0.0.5",
      status: "resolved",
      warnings: ["proxy-local"],
    });
    const reported: Partial<Evidence> = {
      proxyProtocol: {
        version: 2,
        command: "PROXY",
        family: "INET",
        transport: "STREAM",
        source: { address: "10.0.0.9", port: 1 },
        tlvs: [],
      },
    };
    // The neighbor: the same address reported by a hop that was skipped is unproven.
    const middle: Hop = { name: "middle", address: "10.0.2.0/24", tells: "x-forwarded-for" };
    expect(ask([outer, middle, nlb], "10.0.0.5", {}, reported)).toMatchObject(
      unresolved("unproven"),
    );
  });
});

const list = (ip: string) => ({ "X-Forwarded-For": ip });

describe("own-address: a hop that reports its own address", () => {
  const own: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };

  it("in a range hides its peer: something between the two does", () => {
    expect(ask(own, "10.0.1.9", { "X-Forwarded-For": "203.0.113.7, 10.0.1.9" })).toMatchObject({
      ip: undefined,
      status: "hidden",
    });
    expect(ask(own, "10.0.1.9", { "X-Forwarded-For": "10.0.1.8" })).toMatchObject({
      ip: "10.0.1.8",
    });
    const proven: Hop = { name: "alb", secret, tells: "x-forwarded-for" };
    expect(ask(proven, "10.0.1.9", { ...list("10.0.1.9"), "X-Edge": "s3cret" }).status).toBe(
      "hidden",
    );
  });

  it("as a single host, or on loopback, has a client on its own machine", () => {
    expect(ask({ ...own, address: "10.0.1.9" }, "10.0.1.9", list("10.0.1.9")).ip).toBe("10.0.1.9");
    expect(ask({ ...own, address: "loopback" }, "127.0.0.1", list("127.0.0.1")).ip).toBe(
      "127.0.0.1",
    );
    const hosts = ["10.0.1.8", "10.0.1.9", "unix"];
    expect(ask({ ...own, address: hosts }, "10.0.1.9", list("10.0.1.9")).status).toBe("hidden");
  });
});
