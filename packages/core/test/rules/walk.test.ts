import type { Hop } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { ask, joined, raw } from "./ask.ts";

const CLIENT = "203.0.113.7";
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const nginx: Hop = { name: "nginx", address: "127.0.0.1", tells: "x-forwarded-for" };

describe("section 2: the walk", () => {
  it("goes from the socket outwards, a hop at a time", () => {
    expect(
      ask([cdn, alb, nginx], "127.0.0.1", {
        "X-Forwarded-For": "6.6.6.6, 203.0.113.7, 198.51.100.4, 10.0.1.9",
      }),
    ).toMatchObject({
      ip: CLIENT,
      status: "resolved",
      via: ["cdn", "alb", "nginx"],
      source: "x-forwarded-for",
      proof: "address",
      warnings: [],
    });
  });

  it("a request that enters further in has its own peer as the client", () => {
    const lines = { "X-Forwarded-For": "6.6.6.6, 198.51.100.4, 192.0.2.66" };
    expect(ask([cdn, alb], "10.0.1.9", lines)).toMatchObject({
      ip: "192.0.2.66",
      via: ["alb"],
      source: "x-forwarded-for",
      proof: "address",
    });
    expect(ask([cdn, alb], "192.0.2.66", lines)).toMatchObject({
      ip: "192.0.2.66",
      via: [],
      source: "socket",
      proof: "none",
    });
  });

  it("the client after the outermost hop is not asked for more", () => {
    expect(ask(alb, "10.0.1.9", { "X-Forwarded-For": "10.0.1.5, 10.0.1.6" })).toMatchObject({
      ip: "10.0.1.6",
      via: ["alb"],
      warnings: [],
    });
  });

  it("a hop that keeps the source address passes the same cursor on", () => {
    const dnat: Hop = { name: "dnat", tells: "source-address" };
    expect(
      ask([cdn, dnat, dnat, alb], "10.0.1.9", { "X-Forwarded-For": `${CLIENT}, 198.51.100.4` }),
    ).toMatchObject({ ip: CLIENT, via: ["cdn", "dnat", "dnat", "alb"], proof: "address" });
    expect(ask(dnat, CLIENT)).toMatchObject({ ip: CLIENT, via: ["dnat"], proof: "none" });
    expect(ask([cdn, dnat], "198.51.100.4", { "X-Forwarded-For": CLIENT })).toMatchObject({
      ip: CLIENT,
      via: ["cdn", "dnat"],
    });
  });

  it("a hop that tells nothing hides its peer: the end of the walk there is unresolved", () => {
    expect(
      ask([{ name: "snat", address: "10.0.0.5", tells: "nothing" }, alb], "10.0.1.9", {
        "X-Forwarded-For": "6.6.6.6, 10.0.0.5",
      }),
    ).toMatchObject({ ip: undefined, status: "hidden", via: ["snat", "alb"], source: undefined });
  });

  it("a hop that tells nothing forwards headers: a hop proven behind it is walked", () => {
    const secret = { header: "X-Edge", value: "s3cret" };
    const path: Hop[] = [
      { name: "edge", secret, tells: "x-forwarded-for" },
      { name: "snat", address: "10.0.0.5", tells: "nothing" },
    ];
    expect(ask(path, "10.0.0.5", { "X-Edge": "s3cret", "X-Forwarded-For": CLIENT })).toMatchObject({
      ip: CLIENT,
      via: ["edge", "snat"],
    });
  });

  it("never falls back to another header", () => {
    const others = {
      "X-Real-IP": "6.6.6.6",
      Forwarded: "for=6.6.6.6",
      "CF-Connecting-IP": "6.6.6.6",
      "X-Forwarded-For": "6.6.6.6",
      "X-Envoy-External-Address": "6.6.6.6",
    };
    const { "X-Forwarded-For": _list, ...withoutList } = others;
    const { Forwarded: _forwarded, ...withoutForwarded } = others;
    const { "X-Real-IP": _value, ...withoutValue } = others;
    const who = { name: "proxy", address: "10.0.1.9" };
    for (const [tells, lines] of [
      ["x-forwarded-for", withoutList],
      ["forwarded", withoutForwarded],
      [{ value: "x-real-ip" }, withoutValue],
      ["proxy-protocol", others],
    ] as const) {
      expect(ask({ ...who, tells }, "10.0.1.9", lines)).toMatchObject({
        ip: undefined,
        status: "missing",
        via: ["proxy"],
        source: undefined,
      });
    }
  });

  it("never falls back to a proxy's own address: evidence that ends early is missing", () => {
    expect(ask([cdn, alb], "10.0.1.9", { "X-Forwarded-For": "198.51.100.4" })).toMatchObject({
      ip: undefined,
      status: "missing",
      via: ["cdn", "alb"],
    });
    expect(
      ask([cdn, alb], "10.0.1.9", { "X-Forwarded-For": `${CLIENT}, 198.51.100.4` }),
    ).toMatchObject({ ip: CLIENT });
  });

  it("mixes kinds of evidence, each hop its own", () => {
    const path: Hop[] = [
      { name: "cdn", address: "198.51.100.0/24", tells: { value: "CF-Connecting-IP" } },
      { name: "rfc", address: "10.0.3.0/24", tells: "forwarded" },
      { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" },
      { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" },
    ];
    const source = { address: "10.0.1.9", port: 4000 };
    expect(
      ask(
        path,
        "10.0.0.5",
        {
          "CF-Connecting-IP": CLIENT,
          Forwarded: "for=6.6.6.6, for=198.51.100.4",
          "X-Forwarded-For": "6.6.6.6, 10.0.3.3",
        },
        {
          proxyProtocol: {
            version: 2,
            command: "PROXY",
            family: "INET",
            transport: "STREAM",
            source,
            tlvs: [],
          },
        },
      ),
    ).toMatchObject({
      ip: CLIENT,
      via: ["cdn", "rfc", "alb", "nlb"],
      source: "cf-connecting-ip",
      proof: "address",
    });
  });
});

/** Evidence that notes which headers are looked at. */
function watched(peer: string, lines: Record<string, string>) {
  const looked: string[] = [];
  const evidence = joined(peer, lines);
  const watch = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (of, key) => {
        looked.push(String(key));
        return Reflect.get(of, key) as unknown;
      },
      getOwnPropertyDescriptor: (of, key) => {
        looked.push(String(key));
        return Reflect.getOwnPropertyDescriptor(of, key);
      },
      has: (of, key) => {
        looked.push(String(key));
        return Reflect.has(of, key);
      },
      ownKeys: (of) => {
        looked.push("all names");
        return Reflect.ownKeys(of);
      },
    });
  return {
    looked,
    evidence: {
      ...evidence,
      headers: watch(evidence.headers),
      rawHeaders: watch(evidence.rawHeaders),
    },
  };
}

describe("rule 1: peer first", () => {
  it("no header is looked at before the peer is recognized", () => {
    const resolver = createResolver([cdn, alb]);
    const lines = { "X-Forwarded-For": "6.6.6.6", "X-Real-IP": "6.6.6.6" };

    const stranger = watched("192.0.2.66", lines);
    expect(resolver.resolve(stranger.evidence)).toMatchObject({ ip: "192.0.2.66" });
    expect(stranger.looked).toEqual([]);

    const known = watched("10.0.1.9", lines);
    expect(resolver.resolve(known.evidence)).toMatchObject({ ip: "6.6.6.6" });
    expect(known.looked).not.toEqual([]);
  });

  it("but for the configured secret header, and that only after the address", () => {
    const resolver = createResolver({
      address: "198.51.100.0/24",
      secret: { header: "X-Edge", value: "s3cret" },
      tells: "x-forwarded-for",
    });
    const lines = { "X-Edge": "s3cret", "X-Forwarded-For": CLIENT };

    const stranger = watched("192.0.2.66", lines);
    expect(resolver.resolve(stranger.evidence)).toMatchObject({ ip: "192.0.2.66", via: [] });
    expect(stranger.looked).toEqual([]);

    const known = watched("198.51.100.4", lines);
    expect(resolver.resolve(known.evidence)).toMatchObject({ ip: CLIENT });
    expect(known.looked).not.toEqual([]);
  });

  it.each([
    // What a stranger writes never decides, however broken it is.
    [{ "X-Forwarded-For": "junk" }],
    [{ "X-Forwarded-For": "127.0.0.6" }],
    [{ "X-Forwarded-For": "1.1.1.1,".repeat(20_000) }],
    [{ "X-Forwarded-For": ["6.6.6.6", "10.0.1.9"] }],
  ])("a stranger's %j is not read", (lines) => {
    expect(ask([cdn, alb], "192.0.2.66", lines)).toMatchObject({
      ip: "192.0.2.66",
      status: "resolved",
      warnings: [],
    });
  });

  it("a PROXY header of a peer that is no PROXY hop is not read", () => {
    const nlb: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
    const more = {
      proxyProtocol: {
        version: 1,
        command: "PROXY",
        family: "INET",
        transport: "STREAM",
        source: { address: CLIENT, port: 1 },
        tlvs: [],
      },
    } as const;
    expect(ask(nlb, "192.0.2.66", {}, more)).toMatchObject({ ip: "192.0.2.66", source: "socket" });
    expect(ask(nlb, "10.0.0.5", {}, more)).toMatchObject({ ip: CLIENT, source: "proxy-protocol" });
  });

  it("whoever sent a PROXY header that the path does not read is no client where it has no public address", () => {
    const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
    const more = { proxyProtocol: { ...local, tlvs: [] } };
    expect(ask(alb, "10.0.0.5", {}, more).warnings).toEqual(["unrecognized-proxy"]);
    expect(ask(alb, "10.0.0.5", {}, { proxyProtocol: [] }).warnings).toEqual([]);
    expect(ask(alb, "192.0.2.66", {}, more).warnings).toEqual([]);
    expect(ask(undefined, "10.0.0.5", {}, more).status).toBe("unconfigured");
  });
});

describe("requests never throw", () => {
  it.each([
    // A peer that no runtime sends must not bring the application down.
    ["no address"],
    [""],
    ["10.0.1.9:80"],
    ["[::1]"],
    ["unix:/run/app.sock"],
    ["10.0.1.09"],
  ])("the peer %j is nobody", (peer) => {
    for (const config of [alb, "direct", undefined, { hops: 1 }]) {
      expect(ask(config, peer, { "X-Forwarded-For": CLIENT })).toMatchObject({ ip: undefined });
    }
  });

  it("raw headers may be empty or end early", () => {
    const resolver = createResolver(alb);
    expect(resolver.resolve(raw("10.0.1.9"))).toMatchObject({ status: "missing" });
    expect(resolver.resolve({ peer: "10.0.1.9", rawHeaders: ["X-Forwarded-For"] })).toMatchObject({
      ip: undefined,
    });
  });
});
