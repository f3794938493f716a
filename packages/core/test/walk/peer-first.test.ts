import { describe, expect, it } from "vitest";
import { ask, joined } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" };
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells: "x-forwarded-for" };

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

describe("peer-first: whose headers are read", () => {
  it("no header is read before the peer is recognized", () => {
    const resolver = createResolver([cdn, alb]);
    const lines = { "X-Forwarded-For": "6.6.6.6", "X-Real-IP": "6.6.6.6" };

    const unrecognized = watched("192.0.2.66", lines);
    expect(resolver.resolve(unrecognized.evidence)).toMatchObject({ ip: "192.0.2.66" });
    expect(unrecognized.looked).toEqual([]);

    const known = watched("10.0.1.9", lines);
    expect(resolver.resolve(known.evidence)).toMatchObject({ ip: "6.6.6.6" });
    expect(known.looked).not.toEqual([]);
  });

  it("the configured secret header is read only after the address", () => {
    const resolver = createResolver({
      address: "198.51.100.0/24",
      secret: { header: "X-Edge", value: "s3cret" },
      tells: "x-forwarded-for",
    });
    const lines = { "X-Edge": "s3cret", "X-Forwarded-For": CLIENT };

    const unrecognized = watched("192.0.2.66", lines);
    expect(resolver.resolve(unrecognized.evidence)).toMatchObject({ ip: "192.0.2.66", via: [] });
    expect(unrecognized.looked).toEqual([]);

    const known = watched("198.51.100.4", lines);
    expect(resolver.resolve(known.evidence)).toMatchObject({ ip: CLIENT });
    expect(known.looked).not.toEqual([]);
  });

  it.each([
    // What an unrecognized peer writes never decides, however broken it is.
    [{ "X-Forwarded-For": "junk" }],
    [{ "X-Forwarded-For": "127.0.0.6" }],
    [{ "X-Forwarded-For": "1.1.1.1,".repeat(20_000) }],
    [{ "X-Forwarded-For": ["6.6.6.6", "10.0.1.9"] }],
  ])("the headers %j of an unrecognized peer are not read", (lines) => {
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
    expect(ask(nlb, "192.0.2.66", {}, more)).toMatchObject({ ip: undefined, status: "unproven" });
    expect(ask(nlb, "10.0.0.5", {}, more)).toMatchObject({ ip: CLIENT, source: "proxy-protocol" });
  });

  it("unread-proxy-header: a peer that sent a PROXY header which the path does not read is a proxy", () => {
    const local = { version: 2, command: "LOCAL", family: "UNSPEC", transport: "UNSPEC" } as const;
    const more = { proxyProtocol: { ...local, tlvs: [] } };
    const proxy = { ip: undefined, status: "unproven", warnings: ["unrecognized-proxy"] };
    for (const path of [alb, "direct", undefined] as const) {
      expect(ask(path, "52.1.2.3", {}, more)).toMatchObject(proxy);
    }
    expect(ask(alb, "10.0.0.5", {}, more)).toMatchObject(proxy);
    expect(ask("direct", "10.0.0.5", {}, more)).toMatchObject(proxy);
    expect(ask(alb, "10.0.0.5", {}, { proxyProtocol: [] }).warnings).toEqual([]);
    expect(ask(undefined, "10.0.0.5", {}, more).status).toBe("unconfigured");
  });
});
