import { describe, expect, it } from "vitest";
import { raw } from "./support/ask.ts";
import type { Evidence, Hop, Path, ProxyHeader } from "../src/index.ts";
import { createResolver } from "../src/index.ts";

const CLIENT = "203.0.113.7";
const inner: Hop = { name: "nlb", address: "10.0.0.5", tells: "proxy-protocol" };
const outer: Hop = { name: "outer", address: "10.0.0.6", tells: "proxy-protocol" };

function said(address: string, more: Partial<ProxyHeader> = {}): ProxyHeader {
  return {
    version: 2,
    command: "PROXY",
    family: address.includes(":") ? "INET6" : "INET",
    transport: "STREAM",
    source: { address, port: 4711 },
    tlvs: [],
    ...more,
  };
}

const LOCAL: ProxyHeader = {
  version: 2,
  command: "LOCAL",
  family: "UNSPEC",
  transport: "UNSPEC",
  tlvs: [],
};
const sent = (proxyProtocol: NonNullable<Evidence["proxyProtocol"]>) => ({ proxyProtocol });
const next = (
  path: Parameters<typeof createResolver>[0],
  peer: string,
  ...headers: ProxyHeader[]
) =>
  createResolver(path).expectsProxyHeader(raw(peer, {}, headers.length === 0 ? {} : sent(headers)));
const tells = "x-forwarded-for" as const;
const lb: Hop = { name: "lb", address: "10.0.0.1", tells };

/** A PROXY header with this source. */
const header = (address: string, command: "PROXY" | "LOCAL" = "PROXY") =>
  ({
    version: 2,
    command,
    family: "INET",
    transport: "STREAM",
    source: { address, port: 1 },
    tlvs: [],
  }) as const;

describe("proxy-hop-by-hop: from whom a PROXY header is expected", () => {
  it("expects one of the innermost PROXY hop, once", () => {
    expect(next(inner, "10.0.0.5")).toBe(true);
    expect(next(inner, "::ffff:10.0.0.5")).toBe(true);
    expect(next(inner, "10.0.0.6")).toBe(false);
    expect(next(inner, "10.0.0.5", said(CLIENT))).toBe(false);
    expect(next(inner, "10.0.0.5", said("10.0.0.5"))).toBe(false);
  });

  it("expects one of the next outer PROXY hop if the header came from it", () => {
    expect(next([outer, inner], "10.0.0.5", said("10.0.0.6"))).toBe(true);
    expect(next([outer, inner], "10.0.0.5", said(CLIENT))).toBe(false);
    expect(next([outer, inner], "10.0.0.6")).toBe(false);
    expect(next([outer, inner], "10.0.0.5", said("10.0.0.6"), said(CLIENT))).toBe(false);
    expect(next([outer, inner], "10.0.0.5", LOCAL)).toBe(false);
  });

  it("expects none behind a header that cannot be right", () => {
    expect(next([outer, inner], "10.0.0.5", said("10.0.0.06"))).toBe(false);
    expect(next([outer, inner], "10.0.0.5", said("10.0.0.6", { family: "UNIX" }))).toBe(false);
    // The walk says so too, whatever the next hop is.
    const anyPeer: Hop = { ...outer, address: "0.0.0.0/0" };
    expect(next([anyPeer, inner], "10.0.0.5", said("0.0.0.0"))).toBe(false);
    expect(next([anyPeer, inner], "10.0.0.5", said(CLIENT))).toBe(true);
  });

  it("expects one through hops that keep the address", () => {
    const dnat: Hop = { tells: "source-address" };
    expect(next([inner, dnat], "10.0.0.5")).toBe(true);
    expect(next([outer, dnat, inner, dnat], "10.0.0.5", said("10.0.0.6"))).toBe(true);
  });

  it("expects one at a unix listener that is a PROXY hop", () => {
    expect(next({ ...inner, address: "unix" }, "unix")).toBe(true);
    expect(next(inner, "unix")).toBe(false);
  });

  it("expects none where the nearest hop tells something else", () => {
    const nginx: Hop = { address: "10.0.0.5", tells: "x-forwarded-for" };
    for (const config of [nginx, undefined, "direct", "10.0.0.0/8", { hops: 1 }] as const) {
      expect(next(config, "10.0.0.5")).toBe(false);
    }
  });

  it("expects one of an entry point that is a PROXY hop", () => {
    const entryPoints = {
      oneOf: [inner, { address: "10.0.2.0/24", tells: "x-forwarded-for" as const }],
    };
    expect(next(entryPoints, "10.0.0.5")).toBe(true);
    expect(next(entryPoints, "10.0.2.5")).toBe(false);
  });

  it("expects none of a peer that is gone", () => {
    expect(createResolver(inner).expectsProxyHeader(raw(undefined))).toBe(false);
    expect(createResolver(inner).expectsProxyHeader(raw("junk"))).toBe(false);
  });
});

describe("proxy-hop-by-hop: whether a PROXY header is expected", () => {
  const nlb: Hop = { name: "nlb", address: "10.0.0.2", tells: "proxy-protocol" };
  const edge: Hop = { name: "edge", address: "192.0.2.1", tells: "proxy-protocol" };
  const keeps: Hop = { tells: "source-address" };

  it.each<[Path, boolean, string]>([
    [[nlb], true, "from a PROXY hop"],
    [[nlb, keeps], true, "through a hop that keeps the source address"],
    [[nlb, keeps, keeps], true, "through two"],
    [[{ oneOf: [edge, nlb] }, keeps], true, "at the second entry point, through such a hop"],
    [
      [{ oneOf: [[edge, nlb], { ...lb, address: "10.0.0.9" }] }],
      true,
      "at an entry point of two hops",
    ],
    [[edge], false, "not from another address"],
    [[{ ...lb, address: "10.0.0.2" }], false, "not from a hop that tells by header"],
    [[keeps], false, "not where all keep the source address"],
    [[keeps, keeps], false, "nor where two do"],
    [[nlb, { ...lb, address: "10.0.0.2", tells: "nothing" }], false, "not behind a hop that hides"],
  ])("%j: %s", (path, expected) => {
    const evidence = raw("10.0.0.2");
    expect(createResolver(path).expectsProxyHeader(evidence)).toBe(expected);
  });

  it("expects the next header if the one before names the next hop", () => {
    const resolver = createResolver([edge, nlb]);
    const asked = (...proxyProtocol: readonly ReturnType<typeof header>[]): boolean =>
      resolver.expectsProxyHeader(raw("10.0.0.2", {}, { proxyProtocol }));
    expect(asked()).toBe(true);
    expect(asked(header("192.0.2.1"))).toBe(true);
    expect(asked(header("192.0.2.1", "LOCAL"))).toBe(false);
    expect(asked(header("203.0.113.7"))).toBe(false);
    expect(asked(header("no address"))).toBe(false);
    expect(asked(header("192.0.2.1"), header("203.0.113.7"))).toBe(false);
    expect(
      resolver.expectsProxyHeader(raw("10.0.0.2", {}, { proxyProtocol: header("192.0.2.1") })),
    ).toBe(true);
    expect(resolver.expectsProxyHeader(raw(undefined))).toBe(false);
    expect(resolver.expectsProxyHeader(raw("no address"))).toBe(false);
  });

  it("expects none where nothing is configured", () => {
    expect(createResolver().expectsProxyHeader(raw("10.0.0.2"))).toBe(false);
    expect(createResolver("direct").expectsProxyHeader(raw("10.0.0.2"))).toBe(false);
  });
});
