import { describe, expect, it } from "vitest";
import type { Lines } from "../support/ask.ts";
import { ask, joined, raw } from "../support/ask.ts";
import type { Config, Evidence, Hop } from "../../src/index.ts";
import { LiveAddresses, createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };
const list = (text: string): Lines => ({ "X-Forwarded-For": text });
const FORGED = "6.6.6.6";
const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const tells = "x-forwarded-for" as const;
const HASH = `Hash=${"a".repeat(64)}`;
const secret = { header: "X-Edge", value: "s3cret" };
const gateway: Hop = { name: "gateway", identity: GATEWAY, tells };
const sidecar: Hop = {
  name: "sidecar",
  address: ["127.0.0.6", "::6"],
  tells: "nothing",
  xfcc: "last",
};
const guardedCdn: Hop = { name: "cdn", address: "198.51.100.0/24", secret, tells };
const forged = { "X-Forwarded-For": FORGED };
const LOCAL: Partial<Evidence> = {
  proxyProtocol: { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC", tlvs: [] },
};

describe("nothing-carried-over: a resolution is immutable", () => {
  it.each<[string, Config, string | undefined, Lines, Partial<Evidence>?]>([
    ["resolved", [cdn, alb], "10.0.1.9", list(`${CLIENT}, 198.51.100.4`)],
    ["resolved without a hop", "direct", CLIENT, {}],
    ["with a warning", range, "10.0.0.1", list("10.0.0.2")],
    ["at a gateway", { ...alb, address: "10.0.1.9" }, "10.0.1.9", list("10.0.1.1")],
    ["at an unknown proxy", "direct", "10.0.1.9", list(CLIENT)],
    ["of a proxy's own connection", { ...alb, tells: "proxy-protocol" }, "10.0.1.9", {}, LOCAL],
    ["unresolved", alb, "10.0.1.9", {}],
    ["without a peer", alb, undefined, {}],
  ])("the resolution of %s cannot be changed", (_why, config, peer, lines, more) => {
    const answer = ask(config, peer, lines, more);
    expect(Object.isFrozen(answer)).toBe(true);
    expect(Object.isFrozen(answer.via)).toBe(true);
    expect(Object.isFrozen(answer.warnings)).toBe(true);
    const explained = createResolver(config).explain(joined(peer, lines, more));
    expect(Object.isFrozen(explained.resolution)).toBe(true);
  });

  it.each([{}, { onProbableProxy: "unresolved" as const }])(
    "nor can that of a client that all requests have, with %j",
    (options) => {
      const resolver = createResolver(alb, options);
      const answers = Array.from({ length: 1_000 }, (_, connection) =>
        resolver.resolve(joined("10.0.1.9", list(CLIENT), { connection })),
      );
      expect(answers.at(-1)?.warnings).toEqual(["probable-proxy"]);
      expect(Object.isFrozen(answers.at(-1))).toBe(true);
      expect(Object.isFrozen(answers.at(-1)?.warnings)).toBe(true);
    },
  );

  it("an answer does not change when the next request is answered", () => {
    const resolver = createResolver([cdn, alb]);
    const first = resolver.resolve(joined("10.0.1.9", list(`${CLIENT}, 198.51.100.4`)));
    const copy = structuredClone(first);
    resolver.resolve(joined("192.0.2.1"));
    resolver.resolve(joined("10.0.1.9", list("junk")));
    expect(first).toEqual(copy);
  });

  it("a peer that is none, or local, inherits nothing from the one before", () => {
    const resolver = createResolver([cdn, alb]);
    for (const before of [
      joined("10.0.1.9", list("10.7.7.7")),
      joined("10.0.1.9", list("127.0.0.1")),
      joined("unix"),
    ]) {
      resolver.resolve(before);
      expect(resolver.resolve(joined("127.0.0.1"))).toMatchObject({
        ip: "127.0.0.1",
        peer: "127.0.0.1",
      });
      resolver.resolve(before);
      expect(resolver.resolve(joined("junk"))).toMatchObject({ ip: undefined, peer: undefined });
      resolver.resolve(before);
      expect(resolver.resolve(joined(undefined))).toMatchObject({
        status: "no-peer",
        peer: undefined,
      });
    }
  });

  it("nothing of one request is left in the answer to the next", () => {
    const resolver = createResolver([{ ...cdn, identity: "spiffe://a/gw" }]);
    const certified = { peerIdentity: ["spiffe://a/gw"], peerPort: 1 };
    const proven = resolver.resolve(joined("198.51.100.4", list(`${CLIENT}:80`), certified));
    expect(proven).toMatchObject({ ip: CLIENT, port: 80, identity: "spiffe://a/gw" });
    expect(resolver.resolve(joined("192.0.2.1"))).toEqual({
      ip: "192.0.2.1",
      port: undefined,
      status: "resolved",
      via: [],
      source: "socket",
      proof: "none",
      identity: undefined,
      peer: "192.0.2.1",
      warnings: [],
    });
    expect(resolver.resolve(joined(undefined))).toMatchObject({
      proof: "none",
      identity: undefined,
      via: [],
    });
  });
});

describe("nothing-carried-over: a shared connection", () => {
  it("nothing of one request or resolver serves another", () => {
    const edges = new LiveAddresses({ name: "edges", prefixes: ["198.51.100.0/24"] });
    const guarded = createResolver({ ...guardedCdn, address: edges });
    const open = createResolver({ address: "198.51.100.4", tells });
    const proven = joined("198.51.100.4", { "X-Forwarded-For": CLIENT, "X-Edge": "s3cret" });
    const forgedOne = joined("198.51.100.4", forged);

    for (let round = 0; round < 2; round++) {
      expect(guarded.resolve(proven)).toMatchObject({ ip: CLIENT });
      expect(guarded.resolve(forgedOne)).toMatchObject({ ip: undefined, status: "unproven" });
      expect(open.resolve(forgedOne)).toMatchObject({ ip: FORGED });
    }
    edges.update(["192.0.2.0/24"]);
    expect(guarded.resolve(proven)).toMatchObject({ ip: "198.51.100.4", via: [] });
    expect(open.resolve(forgedOne)).toMatchObject({ ip: FORGED });
  });

  it("sidecars mix callers on a connection: each request brings its own certificate", () => {
    const resolver = createResolver([gateway, sidecar]);
    const from = (uri: string) =>
      resolver.resolve(
        raw("127.0.0.6", {
          "X-Forwarded-For": CLIENT,
          "X-Forwarded-Client-Cert": `${HASH};URI=${uri}`,
        }),
      );
    expect(from(GATEWAY)).toMatchObject({ ip: CLIENT });
    expect(from("spiffe://a/pod")).toMatchObject({ ip: undefined, status: "hidden" });
    expect(resolver.resolve(raw("127.0.0.6", forged))).toMatchObject({ status: "hidden" });
    expect(from(GATEWAY)).toMatchObject({ ip: CLIENT });
  });
});
