import type { Hop, LiveAddressesOptions } from "@client-ip/core";
import { ClientIpError, createResolver, LiveAddresses } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { ask } from "./ask.ts";

const CLIENT = "203.0.113.7";
const lines = { "X-Forwarded-For": CLIENT };
const hop = (address: LiveAddresses): Hop => ({ name: "cdn", address, tells: "x-forwarded-for" });
const live = (prefixes: readonly string[], more: Partial<LiveAddressesOptions> = {}) =>
  new LiveAddresses({ name: "edges", prefixes, ...more });

function refused(act: () => unknown): ClientIpError {
  try {
    act();
  } catch (error) {
    if (error instanceof ClientIpError) return error;
  }
  throw new Error("not refused");
}

describe("section 7: a live list", () => {
  it("swaps as a whole while the application runs", () => {
    const edges = live(["198.51.100.0/24", "2001:db8::/32"]);
    const resolver = createResolver(hop(edges));
    expect(ask(resolver, "198.51.100.4", lines)).toMatchObject({ ip: CLIENT, proof: "address" });

    edges.update(["192.0.2.0/24"]);
    expect(ask(resolver, "192.0.2.4", lines)).toMatchObject({ ip: CLIENT });
    expect(ask(resolver, "198.51.100.4", lines)).toMatchObject({ ip: "198.51.100.4", via: [] });
    expect(ask(resolver, "2001:db8::4", lines)).toMatchObject({ ip: "2001:db8::4", via: [] });
  });

  it("says how often it was swapped, so that caches notice", () => {
    const edges = live(["198.51.100.0/24"]);
    const before = edges.generation;
    edges.update(["192.0.2.0/24"]);
    expect(edges.generation).toBe(before + 1);
    refused(() => edges.update([]));
    expect(edges.generation).toBe(before + 1);
  });

  it("serves every resolver that holds it", () => {
    const edges = live(["198.51.100.0/24"]);
    const resolvers = [createResolver(hop(edges)), createResolver([hop(edges)])];
    edges.update(["192.0.2.0/24"]);
    for (const resolver of resolvers) {
      expect(ask(resolver, "192.0.2.4", lines)).toMatchObject({ ip: CLIENT });
    }
  });

  it.each<[string, readonly string[], string]>([
    ["empty", [], "live-list"],
    ["IPv4 as a whole", ["0.0.0.0/0"], "live-list"],
    ["IPv6 as a whole", ["::/0"], "live-list"],
    ["absurdly wide IPv4 among others", ["192.0.2.0/24", "10.0.0.0/7"], "live-list"],
    ["absurdly wide IPv6", ["2000::/3"], "live-list"],
    ["junk", ["192.0.2.0/24", "<html>"], "bad-address"],
    ["host bits", ["192.0.2.1/24"], "host-bits"],
    ["an empty line", ["192.0.2.0/24", ""], "bad-address"],
  ])("refuses what cannot be right and keeps the last good one: %s", (_why, prefixes, code) => {
    const date = new Date("2026-11-01");
    const edges = live(["198.51.100.0/24"], { date });
    const resolver = createResolver(hop(edges));
    expect(refused(() => edges.update(prefixes, new Date("2026-11-22"))).code).toBe(code);
    expect(refused(() => live(prefixes)).code).toBe(code);
    expect(ask(resolver, "198.51.100.4", lines)).toMatchObject({ ip: CLIENT });
    expect(ask(resolver, "192.0.2.4", lines)).toMatchObject({ ip: "192.0.2.4", via: [] });
    expect(edges.date).toEqual(date);
  });

  it("has a floor and a ceiling on the count", () => {
    const three = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"];
    const bounds = { minimum: 2, maximum: 3 };
    expect(() => live(three, bounds)).not.toThrow();
    expect(() => live(three.slice(1), bounds)).not.toThrow();
    expect(refused(() => live(three.slice(2), bounds)).code).toBe("live-list");
    expect(refused(() => live([...three, "192.0.3.0/24"], bounds)).code).toBe("live-list");
    expect(refused(() => live(three).update([])).code).toBe("live-list");
  });

  it("has a ceiling on the width, which can be said", () => {
    const widest = { ipv4: 16, ipv6: 32 };
    expect(() => live(["10.1.0.0/16", "2001:db8::/32"], { widest })).not.toThrow();
    expect(refused(() => live(["10.0.0.0/15"], { widest })).code).toBe("live-list");
    expect(refused(() => live(["2001:db8::/31"], { widest })).code).toBe("live-list");
    expect(() => live(["10.0.0.0/8"])).not.toThrow();
  });

  it("carries its date and says when it is stale", () => {
    const date = new Date("2026-11-01T00:00:00Z");
    const edges = live(["198.51.100.0/24"], { date });
    const day = 86_400_000;
    expect(edges.date).toEqual(date);
    expect(edges.isStale(7 * day, new Date("2026-11-08T00:00:00Z"))).toBe(false);
    expect(edges.isStale(7 * day, new Date("2026-11-08T00:00:01Z"))).toBe(true);
    expect(live(["198.51.100.0/24"]).isStale(7 * day)).toBe(true);

    edges.update(["192.0.2.0/24"], new Date("2026-11-22T00:00:00Z"));
    expect(edges.date).toEqual(new Date("2026-11-22T00:00:00Z"));
  });

  it("prints as its name, size and date, not as its addresses", () => {
    const edges = live(["198.51.100.0/24", "192.0.2.0/24"], { date: new Date("2026-11-01") });
    const text = JSON.stringify(hop(edges));
    expect(text).toContain("edges");
    expect(text).toContain("2026-11-01");
    expect(text).not.toContain("198.51.100");
  });

  it("never holds the sidecar by a range, nor a unix socket", () => {
    const edges = live(["127.0.0.0/8"]);
    for (const peer of ["127.0.0.6", "unix"]) {
      expect(ask(hop(edges), peer, lines)).toMatchObject({ ip: undefined, status: "hidden" });
    }
    expect(ask(hop(edges), "127.0.0.1", lines)).toMatchObject({ ip: CLIENT });
  });

  it("an address that left the list and then fails its proof is unproven no more", () => {
    const edges = live(["198.51.100.0/24"]);
    const guarded = createResolver({ ...hop(edges), secret: { header: "X-Edge", value: "s" } });
    expect(ask(guarded, "198.51.100.4", lines)).toMatchObject({ status: "unproven" });
    edges.update(["192.0.2.0/24"]);
    expect(ask(guarded, "198.51.100.4", lines)).toMatchObject({ ip: "198.51.100.4" });
    expect(ask(guarded, "192.0.2.4", lines)).toMatchObject({ status: "unproven" });
  });
});
