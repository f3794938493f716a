import { describe, expect, it } from "vitest";
import { ask, raw, refusal } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const nginx: Hop = { name: "nginx", address: "127.0.0.1", tells: "x-forwarded-for" };
const FORGED = "6.6.6.6";
const list = "x-forwarded-for" as const;
const forged = { "X-Forwarded-For": FORGED };

describe("outwards-from-the-socket: a hop at a time", () => {
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

  it("source-address-kept: a hop that keeps the source address passes the same cursor on", () => {
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

  it("hidden-peer: a hop that tells nothing hides its peer", () => {
    expect(
      ask([{ name: "snat", address: "10.0.0.5", tells: "nothing" }, alb], "10.0.1.9", {
        "X-Forwarded-For": "6.6.6.6, 10.0.0.5",
      }),
    ).toMatchObject({ ip: undefined, status: "hidden", via: ["snat", "alb"], source: undefined });
  });

  it("hidden-needs-proof: a hop that tells nothing forwards headers, and a hop proven behind it is walked", () => {
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

  it("no-fallback: to another header", () => {
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

  it("no-fallback: to a proxy's own address", () => {
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

describe("never-throws: broken evidence", () => {
  it.each([
    // A peer that no runtime sends must not bring the application down.
    ["no address"],
    [""],
    ["10.0.1.9:80"],
    ["[::1]"],
    ["unix:/run/app.sock"],
    ["10.0.1.09"],
  ])("the peer %j is no client", (peer) => {
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

describe("what a hop tells", () => {
  const who = { name: "proxy", address: "10.0.0.1" };

  it.each([
    // [tells, headers, client, source, why the row exists]
    ["x-forwarded-for", { "X-Forwarded-For": "6.6.6.6, 203.0.113.7" }, "x-forwarded-for"],
    [
      { list: "X-Client-Chain", appends: 1 },
      { "x-client-chain": "6.6.6.6,203.0.113.7" },
      "x-client-chain",
    ],
    [{ list: "x-forwarded-for" }, { "X-Forwarded-For": "6.6.6.6, 203.0.113.7" }, "x-forwarded-for"],
    [
      { list: "x-forwarded-for", appends: 2 },
      { "X-Forwarded-For": "6.6.6.6, 203.0.113.7, 35.191.0.1" },
      "x-forwarded-for",
    ],
    [
      { list: "x-forwarded-for", appends: 3 },
      { "X-Forwarded-For": "6.6.6.6, 203.0.113.7, 35.191.0.1, 35.191.0.2" },
      "x-forwarded-for",
    ],
    ["forwarded", { Forwarded: "for=6.6.6.6, for=203.0.113.7" }, "forwarded"],
    [{ value: "X-Real-IP" }, { "x-real-ip": "203.0.113.7" }, "x-real-ip"],
  ] as const)("%j reads its own evidence from %j", (tells, lines, source) => {
    expect(ask({ ...who, tells }, "10.0.0.1", lines)).toMatchObject({
      ip: CLIENT,
      status: "resolved",
      source,
      proof: "address",
      via: ["proxy"],
      warnings: [],
    });
  });

  it("consumed-elements-only: appends: n consumes n elements a hop", () => {
    const path: Hop[] = [
      { name: "google", address: "35.191.0.0/16", tells: { list: "x-forwarded-for", appends: 2 } },
      { name: "nginx", address: "10.0.0.1", tells: "x-forwarded-for" },
    ];
    expect(
      ask(path, "10.0.0.1", { "X-Forwarded-For": "6.6.6.6, 203.0.113.7, 34.1.1.1, 35.191.0.1" }),
    ).toMatchObject({ ip: CLIENT, via: ["google", "nginx"] });
  });

  it("source-address-kept: source-address keeps the cursor and nothing hides it", () => {
    expect(ask([{ name: "dnat", tells: "source-address" }], CLIENT)).toMatchObject({
      ip: CLIENT,
      status: "resolved",
      source: "socket",
    });
    expect(ask({ name: "snat", address: CLIENT, tells: "nothing" }, CLIENT)).toMatchObject({
      ip: undefined,
      status: "hidden",
    });
  });
});

describe("attacks and mistakes in a walk", () => {
  it("list-exhausted: `Connection: X-Forwarded-For` leaves only a proxy's address in the list", () => {
    expect(ask("10.0.0.0/8", "10.0.0.2", { "X-Forwarded-For": "10.0.0.1" })).toMatchObject({
      ip: "10.0.0.1",
      proof: "none",
      warnings: ["list-exhausted"],
    });
  });

  it("unrecognized-proxy: the balancer moved to another address", () => {
    const balancer: Hop = { name: "alb", address: "10.0.1.0/24", tells: list };
    expect(ask({ ...balancer, required: true }, "10.9.0.5", forged)).toMatchObject({
      ip: undefined,
      status: "bypassed",
    });
    expect(ask(balancer, "10.9.0.5", forged)).toMatchObject({
      ip: "10.9.0.5",
      proof: "none",
      warnings: ["unrecognized-proxy"],
    });
  });

  it("list-outside-value: a value hop inside, a list hop outside", () => {
    const balancer: Hop = { address: "10.0.1.0/24", tells: list };
    const valueHop: Hop = { address: "10.0.2.1", tells: { value: "X-Real-IP" } };
    expect(refusal([balancer, valueHop]).code).toBe("list-outside-value");
    expect(
      ask([balancer, { ...valueHop, tells: list }], "10.0.2.1", {
        "X-Forwarded-For": `${CLIENT}, 10.0.1.9`,
      }),
    ).toMatchObject({ ip: CLIENT });
  });
});
