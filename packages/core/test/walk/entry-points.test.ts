import { describe, expect, it } from "vitest";
import { ask, refusal } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";
import { oneOf } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const GATEWAY = "spiffe://a/gw";
const OTHER = "spiffe://a/other";
const HASH = `Hash=${"a".repeat(64)}`;
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: { value: "CF-Connecting-IP" } };
const lb: Hop = { name: "lb", address: "192.0.2.0/24", tells: "x-forwarded-for" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };
const sidecar: Hop = { name: "sidecar", address: "127.0.0.6", tells: "nothing", xfcc: "only" };
const entryPoint = (name: string): Hop => ({
  name,
  secret: { header: `X-${name}`, value: "s" },
  tells: { value: `X-${name}-Client` },
});

describe("one-entry-point: oneOf in a walk", () => {
  it("the entry point that recognizes the cursor replaces the rest", () => {
    const path = [oneOf(cdn, lb)];
    const lines = { "CF-Connecting-IP": CLIENT, "X-Forwarded-For": "6.6.6.6" };
    expect(ask(path, "198.51.100.4", lines)).toMatchObject({
      ip: CLIENT,
      via: ["cdn"],
      source: "cf-connecting-ip",
      proof: "address",
    });
    expect(
      ask(path, "192.0.2.9", { ...lines, "X-Forwarded-For": `6.6.6.6, ${CLIENT}` }),
    ).toMatchObject({ ip: CLIENT, via: ["lb"], source: "x-forwarded-for" });
    expect(ask(path, "203.0.113.66", lines)).toMatchObject({
      ip: "203.0.113.66",
      status: "resolved",
      via: [],
      proof: "none",
    });
  });

  it("oneOf is plain JSON, and may be the whole configuration", () => {
    const plain = { oneOf: [cdn, lb] };
    for (const config of [plain, [plain], oneOf(cdn, lb), JSON.stringify([oneOf(cdn, lb)])]) {
      expect(ask(config, "192.0.2.9", { "X-Forwarded-For": CLIENT })).toMatchObject({
        via: ["lb"],
      });
    }
  });

  it("an entry point may be a sequence: its innermost hop recognizes the cursor", () => {
    const waf: Hop = { name: "waf", address: "203.0.113.128/25", tells: "x-forwarded-for" };
    const path = [oneOf([waf, lb], cdn), alb];
    expect(
      ask(path, "10.0.1.9", { "X-Forwarded-For": `${CLIENT}, 203.0.113.200, 192.0.2.9` }),
    ).toMatchObject({ ip: CLIENT, via: ["waf", "lb", "alb"] });
    expect(ask(path, "10.0.1.9", { "X-Forwarded-For": `${CLIENT}, 192.0.2.9` })).toMatchObject({
      ip: CLIENT,
      via: ["lb", "alb"],
    });
    expect(
      ask(path, "10.0.1.9", {
        "X-Forwarded-For": "6.6.6.6, 198.51.100.4",
        "CF-Connecting-IP": CLIENT,
      }),
    ).toMatchObject({ ip: CLIENT, via: ["cdn", "alb"] });
    // The outer hop of a sequence is no entry point of its own.
    expect(ask(path, "10.0.1.9", { "X-Forwarded-For": "6.6.6.6, 203.0.113.200" })).toMatchObject({
      ip: undefined,
      status: "unproven",
    });
  });

  it("the other entry points are not on the path of a request that entered one", () => {
    const lines = { "X-Forwarded-For": "198.51.100.4" };
    expect(ask([oneOf(cdn, lb)], "192.0.2.9", lines)).toMatchObject({
      ip: "198.51.100.4",
      status: "resolved",
      via: ["lb"],
    });
  });

  it("entry points may be told apart by different identities", () => {
    const path = [
      oneOf(
        { name: "north", identity: GATEWAY, tells: "x-forwarded-for" },
        { name: "south", identity: OTHER, tells: { value: "X-South" } },
      ),
      sidecar,
    ];
    const from = (uri: string) =>
      ask(path, "127.0.0.6", {
        "X-Forwarded-Client-Cert": `${HASH};URI=${uri}`,
        "X-Forwarded-For": CLIENT,
        "X-South": "203.0.113.8",
      });
    expect(from(GATEWAY)).toMatchObject({
      ip: CLIENT,
      via: ["north", "sidecar"],
      identity: GATEWAY,
    });
    expect(from(OTHER)).toMatchObject({
      ip: "203.0.113.8",
      via: ["south", "sidecar"],
      identity: OTHER,
    });
    expect(from("spiffe://a/pod")).toMatchObject({ ip: undefined, status: "hidden" });
  });

  it("entry points may be told apart by different secret headers, at one address", () => {
    const path = [
      oneOf(
        { ...cdn, secret: { header: "X-North", value: "n" } },
        {
          ...cdn,
          name: "south",
          secret: { header: "X-South", value: "s" },
          tells: "x-forwarded-for",
        },
      ),
    ];
    const lines = { "CF-Connecting-IP": CLIENT, "X-Forwarded-For": "203.0.113.8" };
    expect(ask(path, "198.51.100.4", { ...lines, "X-North": "n" })).toMatchObject({
      ip: CLIENT,
      via: ["cdn"],
      proof: "secret",
    });
    expect(ask(path, "198.51.100.4", { ...lines, "X-South": "s" })).toMatchObject({
      ip: "203.0.113.8",
      via: ["south"],
    });
    expect(ask(path, "198.51.100.4", { ...lines, "X-South": "n" })).toMatchObject({
      ip: undefined,
      status: "unproven",
    });
  });

  it("an entry point that is a live socket's: unix beside addresses", () => {
    const path = [oneOf(lb, { name: "local", address: "unix", tells: "x-forwarded-for" })];
    expect(ask(path, "unix", { "X-Forwarded-For": CLIENT })).toMatchObject({ via: ["local"] });
    expect(ask(path, "192.0.2.9", { "X-Forwarded-For": CLIENT })).toMatchObject({ via: ["lb"] });
  });

  it("an entry point whose innermost hop keeps the address is known by the next one", () => {
    const dnat: Hop = { name: "dnat", tells: "source-address" };
    const path = [oneOf([cdn, dnat], [lb, dnat, dnat])];
    const lines = { "CF-Connecting-IP": CLIENT, "X-Forwarded-For": CLIENT };
    expect(ask(path, "198.51.100.4", lines)).toMatchObject({ ip: CLIENT, via: ["cdn", "dnat"] });
    expect(ask(path, "192.0.2.9", lines)).toMatchObject({
      ip: CLIENT,
      via: ["lb", "dnat", "dnat"],
    });
    expect(ask(path, "203.0.113.66", lines)).toMatchObject({ ip: "203.0.113.66", via: [] });
    expect(refusal([oneOf([cdn, dnat], [{ ...lb, address: "198.51.100.4" }, dnat])]).code).toBe(
      "entry-points-overlap",
    );
    expect(refusal([oneOf(cdn, dnat)]).code).toBe("entry-points-overlap");
  });

  it("a request that opens two entry points with two proofs contradicts itself", () => {
    const path = [
      oneOf(
        { secret: { header: "X-North", value: "n" }, tells: "x-forwarded-for" },
        { secret: { header: "X-South", value: "s" }, tells: { value: "X-South-Client" } },
      ),
    ];
    const lines = { "X-Forwarded-For": "6.6.6.6", "X-South-Client": "7.7.7.7" };
    expect(ask(path, "10.0.0.1", { ...lines, "X-North": "n", "X-South": "s" })).toMatchObject({
      ip: undefined,
      status: "ambiguous",
    });
    expect(ask(path, "10.0.0.1", { ...lines, "X-South": "s" })).toMatchObject({ ip: "7.7.7.7" });
  });

  it("a proof that cannot be read opens no entry point", () => {
    const path = [
      oneOf(
        { identity: GATEWAY, tells: "x-forwarded-for" },
        { identity: OTHER, tells: { value: "X-South" } },
      ),
      sidecar,
    ];
    const lines = { "X-Forwarded-For": "6.6.6.6", "X-South": "6.6.6.6" };
    expect(ask(path, "127.0.0.6", { ...lines, "X-Forwarded-Client-Cert": "junk" })).toMatchObject({
      ip: undefined,
      status: "malformed",
    });
  });

  it("an entry point's evidence that fails does not open the next entry point", () => {
    expect(ask([oneOf(cdn, lb)], "198.51.100.4", { "X-Forwarded-For": "6.6.6.6" })).toMatchObject({
      ip: undefined,
      status: "missing",
      via: ["cdn"],
    });
  });

  it("hidden hops and PROXY work inside an entry point", () => {
    const path = [
      oneOf(
        { name: "snat", address: "10.0.3.3", tells: "nothing" },
        {
          name: "nlb",
          address: "10.0.0.5",
          tells: "proxy-protocol",
        },
      ),
    ];
    expect(ask(path, "10.0.3.3")).toMatchObject({ ip: undefined, status: "hidden" });
    expect(
      ask(
        path,
        "10.0.0.5",
        {},
        {
          proxyProtocol: {
            version: 1,
            command: "PROXY",
            family: "INET",
            transport: "STREAM",
            source: { address: CLIENT, port: 1 },
            tlvs: [],
          },
        },
      ),
    ).toMatchObject({ ip: CLIENT, via: ["nlb"] });
  });
});

describe("one-entry-point: behind a hop that hides its peer", () => {
  const path = [
    oneOf(entryPoint("North"), entryPoint("South")),
    { name: "snat", address: "10.0.0.5", tells: "nothing" },
  ] satisfies Parameters<typeof ask>[0];
  const lines = { "X-North-Client": "203.0.113.1", "X-South-Client": "203.0.113.2" };

  it("a secret alone opens its own entry point", () => {
    expect(ask(path, "10.0.0.5", { ...lines, "X-North": "s" })).toMatchObject({
      ip: "203.0.113.1",
      via: ["North", "snat"],
      proof: "secret",
    });
    expect(ask(path, "10.0.0.5", { ...lines, "X-South": "s" })).toMatchObject({
      ip: "203.0.113.2",
      via: ["South", "snat"],
    });
    expect(ask(path, "10.0.0.5", lines)).toMatchObject({ ip: undefined, status: "hidden" });
  });
});
