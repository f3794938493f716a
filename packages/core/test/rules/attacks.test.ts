import type { Hop, ProxyHeader } from "@client-ip/core";
import { createResolver, LiveAddresses, oneOf } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { ask, joined, raw, refusal } from "./ask.ts";

const CLIENT = "203.0.113.7";
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
const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", secret, tells };
const forged = { "X-Forwarded-For": FORGED };
const header = (more: Partial<ProxyHeader>): ProxyHeader => ({
  version: 2,
  command: "PROXY",
  family: "INET",
  transport: "STREAM",
  tlvs: [],
  ...more,
});

const fromNlb = (more: Partial<ProxyHeader>) =>
  ask(nlb, "10.0.0.5", forged, { proxyProtocol: header(more) });

describe("attacks and slips that the design answers", () => {
  it("1: a reset makes a TCP peer look like a unix socket", () => {
    const path: Hop = { address: ["unix", "10.0.0.0/8"], tells };
    expect(ask(path, undefined, forged)).toMatchObject({
      ip: undefined,
      status: "no-peer",
      peer: undefined,
    });
    expect(ask(path, "unix", { "X-Forwarded-For": CLIENT })).toMatchObject({ ip: CLIENT });
  });

  it("2: one proof used for two hops", () => {
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

  it("3: XFCC without a writer", () => {
    const lines = { ...forged, "X-Forwarded-Client-Cert": `${HASH};URI=${GATEWAY}` };
    expect(ask(gateway, "203.0.113.66", lines)).toMatchObject({ ip: "203.0.113.66", via: [] });
    expect(ask([gateway, sidecar], "203.0.113.66", lines)).toMatchObject({ ip: "203.0.113.66" });
    expect(refusal([gateway, { address: "10.0.0.1", tells: "nothing" }]).code).toBe(
      "identity-without-carrier",
    );
  });

  it("4: a carrier that anybody can be", () => {
    expect(refusal([gateway, { address: "any", tells: "nothing", xfcc: "last" }]).code).toBe(
      "xfcc-without-address",
    );
  });

  it("5: headers vanish beyond Node's limit", () => {
    const hop: Hop = { address: "10.0.0.1", tells };
    expect(ask(hop, "10.0.0.1", forged, { truncated: true })).toMatchObject({
      ip: undefined,
      status: "too-long",
    });
    expect(ask(hop, "10.0.0.1", {}, { truncated: true })).toMatchObject({ status: "too-long" });
  });

  it("6: `Connection: X-Forwarded-For` leaves only a proxy's address in the list", () => {
    expect(ask("10.0.0.0/8", "10.0.0.2", { "X-Forwarded-For": "10.0.0.1" })).toMatchObject({
      ip: "10.0.0.1",
      proof: "none",
      warnings: ["list-exhausted"],
    });
  });

  it("7: address right, proof wrong: never the CDN's address", () => {
    for (const lines of [
      forged,
      { ...forged, "X-Edge": ["s3cret", "s3cret"] },
      { ...forged, "X-Edge": "of-last-month" },
    ]) {
      expect(ask(cdn, "198.51.100.4", lines)).toMatchObject({ ip: undefined, status: "unproven" });
    }
  });

  it("8: a stale address: the balancer moved", () => {
    const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells };
    expect(ask({ ...alb, required: true }, "10.9.0.5", forged)).toMatchObject({
      ip: undefined,
      status: "bypassed",
    });
    expect(ask(alb, "10.9.0.5", forged)).toMatchObject({
      ip: "10.9.0.5",
      proof: "none",
      warnings: ["unrecognized-proxy"],
    });
  });

  it("9: a value hop inside, a list hop outside", () => {
    const alb: Hop = { address: "10.0.1.0/24", tells };
    const nginx: Hop = { address: "10.0.2.1", tells: { value: "X-Real-IP" } };
    expect(refusal([alb, nginx]).code).toBe("list-outside-value");
    expect(
      ask([alb, { ...nginx, tells }], "10.0.2.1", { "X-Forwarded-For": `${CLIENT}, 10.0.1.9` }),
    ).toMatchObject({ ip: CLIENT });
  });

  it("10: greedy repeat", () => {
    const edge: Hop = { address: "10.1.1.1", tells: { value: "X-Edge-Client" } };
    expect(refusal([edge, { address: "10.0.0.0/8", tells, repeat: true }]).code).toBe(
      "repeat-swallows-next",
    );
  });

  it("11: endless repeat", () => {
    for (const what of [{ value: "X-Real-IP" }, "source-address"] as const) {
      expect(refusal({ address: "10.0.0.0/8", tells: what, repeat: true })).toMatchObject({
        name: "ClientIpError",
      });
    }
    const list = { "X-Forwarded-For": "10.0.0.1,".repeat(7_000).slice(0, -1) };
    expect(ask("10.0.0.0/8", "10.0.0.2", list)).toMatchObject({ status: "too-long" });
  });

  it("12: a wide private range", () => {
    const { findings } = createResolver({ address: "10.0.0.0/16", tells });
    expect(findings).toMatchObject([{ code: "wide-private-range" }]);
    expect(createResolver({ address: "10.0.1.0/24", tells }).findings).toEqual([]);
  });

  it("13: PROXY without an address", () => {
    expect(fromNlb({ version: 1, family: "UNSPEC", transport: "UNSPEC" })).toMatchObject({
      ip: "10.0.0.5",
      warnings: ["proxy-local"],
    });
    expect(fromNlb({ command: "LOCAL", source: { address: FORGED, port: 1 } })).toMatchObject({
      ip: "10.0.0.5",
      warnings: ["proxy-local"],
    });
    expect(fromNlb({ family: "UNIX", source: { address: "/run/a", port: 0 } })).toMatchObject({
      ip: undefined,
      status: "hidden",
    });
  });

  it.each(["0.0.0.0", "127.0.0.1", "224.0.0.1", "239.1.2.3", "255.255.255.255"])(
    "14: told nonsense: %s",
    (address) => {
      const list: Hop = { address: "10.0.0.5", tells };
      const value: Hop = { address: "10.0.0.5", tells: { value: "X-Real-IP" } };
      const rfc: Hop = { address: "10.0.0.5", tells: "forwarded" };
      const malformed = { ip: undefined, status: "malformed" };
      expect(
        ask(nlb, "10.0.0.5", {}, { proxyProtocol: header({ source: { address, port: 1 } }) }),
      ).toMatchObject(malformed);
      expect(ask(list, "10.0.0.5", { "X-Forwarded-For": address })).toMatchObject(malformed);
      expect(ask(value, "10.0.0.5", { "X-Real-IP": address })).toMatchObject(malformed);
      expect(ask(rfc, "10.0.0.5", { Forwarded: `for=${address}` })).toMatchObject(malformed);
    },
  );

  it("15: entry points that overlap", () => {
    const weaker: Hop = { address: "198.51.100.0/24", tells: { value: "X-Real-IP" } };
    expect(refusal(oneOf(cdn, weaker)).code).toBe("entry-points-overlap");
  });

  it.each(["Authorization", "From", "Referer", "User-Agent"])("16: singleton header %s", (name) => {
    expect(refusal({ ...cdn, secret: { header: name, value: "s" } }).code).toBe("singleton-header");
  });

  it("17: inherited properties", () => {
    const hop: Hop = { address: "10.0.0.1", tells: { value: "constructor" } };
    expect(ask(hop, "10.0.0.1")).toMatchObject({ ip: undefined, status: "missing" });
  });

  it("18: a shared connection: nothing of one request or resolver serves another", () => {
    const edges = new LiveAddresses({ name: "edges", prefixes: ["198.51.100.0/24"] });
    const guarded = createResolver({ ...cdn, address: edges });
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

  it("18: sidecars mix callers on a connection: each request brings its own certificate", () => {
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

  it("19: a certificate with two URIs is not an identity", () => {
    const answer = ask(gateway, "203.0.113.66", forged, {
      peerIdentity: [GATEWAY, "spiffe://a/b"],
    });
    expect(answer.ip).not.toBe(FORGED);
    expect(answer).toMatchObject({ via: [], identity: undefined });
  });

  it("20: padding on the left", () => {
    const list = `${"junk,".repeat(14_000)}${CLIENT}`;
    expect(list.length).toBeGreaterThan(70_000);
    expect(
      ask({ address: "10.0.0.1", tells }, "10.0.0.1", { "X-Forwarded-For": list }),
    ).toMatchObject({
      ip: CLIENT,
    });
  });

  it("21: XFCC of 64 KiB of commas", () => {
    for (const text of [
      ",".repeat(65_536),
      ",Hash=".repeat(10_922),
      `${',By="'.repeat(13_000)}"`,
    ]) {
      expect(
        ask([gateway, sidecar], "127.0.0.6", { "X-Forwarded-Client-Cert": text }),
      ).toMatchObject({
        ip: undefined,
        status: "malformed",
      });
    }
  });

  it("23: an unterminated quote in XFCC", () => {
    const own = `By=spiffe://a/app;${HASH};Subject="";URI=spiffe://a/attacker`;
    const text = `Hash=aa;URI=${GATEWAY};Subject="open,${own}`;
    expect(
      ask([gateway, sidecar], "127.0.0.6", { ...forged, "X-Forwarded-Client-Cert": text }),
    ).toMatchObject({ ip: undefined, identity: undefined });
  });

  it("24: 16 KiB of trusted addresses", () => {
    const list = "10.0.0.1, ".repeat(1_638).slice(0, -2);
    expect(ask("10.0.0.0/8", "10.0.0.2", { "X-Forwarded-For": list })).toMatchObject({
      ip: undefined,
      status: "too-long",
    });
  });

  it("26: `undefined` as a limiter's key: the peer is always there", () => {
    for (const lines of [{}, { "X-Forwarded-For": "junk" }, { "X-Forwarded-For": "unknown" }]) {
      expect(ask({ address: "10.0.0.1", tells }, "::ffff:10.0.0.1", lines)).toMatchObject({
        ip: undefined,
        peer: "10.0.0.1",
      });
    }
  });
});
