import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import { thrownBy } from "../support/thrown-by.ts";
import { Address } from "../../src/address/address.ts";
import { parseAddress } from "../../src/address/parse.ts";
import type { Hop, LiveAddressesOptions } from "../../src/index.ts";
import { ClientIpError, LiveAddresses, createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const lines = { "X-Forwarded-For": CLIENT };
const hop = (address: LiveAddresses): Hop => ({ name: "cdn", address, tells: "x-forwarded-for" });
const live = (prefixes: readonly string[], more: Partial<LiveAddressesOptions> = {}) =>
  new LiveAddresses({ name: "edges", prefixes, ...more });

function listOf(more: Partial<LiveAddressesOptions> = {}): LiveAddresses {
  return new LiveAddresses({ name: "cdn", prefixes: ["192.0.2.0/24", "2001:db8::/32"], ...more });
}

function holds(list: LiveAddresses, text: string): boolean {
  const address = new Address();
  parseAddress(text, 0, text.length, address);
  return list.current.matches(address);
}

const many = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `10.${i >>> 16}.${(i >>> 8) & 255}.${i & 255}`);

describe("live-list-bounds: a live list that a resolver holds", () => {
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
    thrownBy(() => edges.update([]));
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
    expect(thrownBy(() => edges.update(prefixes, new Date("2026-11-22"))).code).toBe(code);
    expect(thrownBy(() => live(prefixes)).code).toBe(code);
    expect(ask(resolver, "198.51.100.4", lines)).toMatchObject({ ip: CLIENT });
    expect(ask(resolver, "192.0.2.4", lines)).toMatchObject({ ip: "192.0.2.4", via: [] });
    expect(edges.date).toEqual(date);
  });

  it("refuses fewer entries than its floor and more than its ceiling", () => {
    const three = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"];
    const bounds = { minimum: 2, maximum: 3 };
    expect(() => live(three, bounds)).not.toThrow();
    expect(() => live(three.slice(1), bounds)).not.toThrow();
    expect(thrownBy(() => live(three.slice(2), bounds)).code).toBe("live-list");
    expect(thrownBy(() => live([...three, "192.0.3.0/24"], bounds)).code).toBe("live-list");
    expect(thrownBy(() => live(three).update([])).code).toBe("live-list");
  });

  it("refuses a prefix wider than its option allows", () => {
    const widest = { ipv4: 16, ipv6: 32 };
    expect(() => live(["10.1.0.0/16", "2001:db8::/32"], { widest })).not.toThrow();
    expect(thrownBy(() => live(["10.0.0.0/15"], { widest })).code).toBe("live-list");
    expect(thrownBy(() => live(["2001:db8::/31"], { widest })).code).toBe("live-list");
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

  it("an address that left the list is a client, not an unproven proxy", () => {
    const edges = live(["198.51.100.0/24"]);
    const guarded = createResolver({ ...hop(edges), secret: { header: "X-Edge", value: "s" } });
    expect(ask(guarded, "198.51.100.4", lines)).toMatchObject({ status: "unproven" });
    edges.update(["192.0.2.0/24"]);
    expect(ask(guarded, "198.51.100.4", lines)).toMatchObject({ ip: "198.51.100.4" });
    expect(ask(guarded, "192.0.2.4", lines)).toMatchObject({ status: "unproven" });
  });
});

describe("a live list", () => {
  it("is swapped as a whole, and a resolver that holds it sees the new one at once", () => {
    const list = listOf();
    const resolver = createResolver({ address: list, tells: "x-forwarded-for" });
    const evidence = { peer: "198.51.100.1", rawHeaders: ["X-Forwarded-For", "203.0.113.9"] };
    expect(resolver.resolve(evidence).ip).toBe("198.51.100.1");
    list.update(["198.51.100.0/24"]);
    expect(resolver.resolve(evidence).ip).toBe("203.0.113.9");
    expect(holds(list, "192.0.2.1")).toBe(false);
    expect(holds(list, "2001:db8::1")).toBe(false);
  });

  it("keeps the last good list, its date and its generation when the new one is refused", () => {
    const date = new Date("2026-01-01T00:00:00Z");
    const list = listOf({ date });
    for (const bad of [[], ["nonsense"], ["10.0.0.1/8"], ["0.0.0.0/0"], ["192.0.2.1", "::/0"]]) {
      thrownBy(() => list.update(bad, new Date()));
    }
    expect(holds(list, "192.0.2.1")).toBe(true);
    expect(list.date).toBe(date);
    expect(list.generation).toBe(0);
  });

  it("counts how often it was replaced", () => {
    const list = listOf();
    expect(list.generation).toBe(0);
    list.update(["10.0.0.1"]);
    list.update(["10.0.0.2"]);
    expect(list.generation).toBe(2);
  });

  it("carries the date that came with the list, and none when none came", () => {
    const list = listOf({ date: new Date(1000) });
    expect(list.date).toEqual(new Date(1000));
    list.update(["10.0.0.1"], new Date(2000));
    expect(list.date).toEqual(new Date(2000));
    list.update(["10.0.0.1"]);
    expect(list.date).toBeUndefined();
  });

  it("is stale when it is too old, or of unknown age", () => {
    const list = listOf({ date: new Date(1000) });
    expect(list.isStale(500, new Date(1500))).toBe(false);
    expect(list.isStale(500, new Date(1501))).toBe(true);
    expect(list.isStale(1e15)).toBe(false);
    expect(listOf({ date: new Date(Date.now() + 3_600_000) }).isStale(0)).toBe(false);
    expect(listOf().isStale(Infinity)).toBe(true);
  });

  it("prints its name, size and date", () => {
    const list = listOf({ date: new Date(0) });
    const expected = { live: "cdn", entries: 2, date: "1970-01-01T00:00:00.000Z" };
    expect(JSON.parse(JSON.stringify(list))).toEqual(expected);
    expect(listOf().toJSON()).toEqual({ live: "cdn", entries: 2, date: undefined });
  });

  it("gives its name to a hop that has none", () => {
    const resolver = createResolver({ address: listOf(), tells: "x-forwarded-for" });
    const { via } = resolver.resolve({ peer: "192.0.2.1", rawHeaders: [] });
    expect(via).toEqual(["cdn"]);
  });
});

describe("live-list-bounds: what a live list refuses", () => {
  it.each<[string, Partial<LiveAddressesOptions>, string]>([
    ["an empty list", { prefixes: [] }, '0 entries in the list "cdn", expected 1 to 50000'],
    ["an empty list, whatever the minimum", { prefixes: [], minimum: 0 }, "0 entries"],
    ["fewer than the minimum", { minimum: 3 }, '2 entries in the list "cdn", expected 3 to 50000'],
    ["more than the maximum", { maximum: 1 }, "expected 1 to 1 entries"],
    ["more than 50,000", { prefixes: many(50_001) }, "50001 entries"],
    ["IPv4 wider than /8", { prefixes: ["192.0.2.1", "10.0.0.0/7"] }, '"10.0.0.0/7"'],
    ["IPv6 wider than /16", { prefixes: ["2000::/15"] }, "expected prefixes of at least 16 bits"],
    [
      "all of IPv4, even if allowed",
      { prefixes: ["0.0.0.0/0"], widest: { ipv4: 0, ipv6: 0 } },
      "100 % of all addresses",
    ],
    [
      "all of IPv4 in pieces",
      { prefixes: Array.from({ length: 256 }, (_, i) => `${i}.0.0.0/8`) },
      "100 % of all addresses",
    ],
    ["all of IPv6, even if allowed", { prefixes: ["::/0"], widest: { ipv4: 0, ipv6: 0 } }, "100 %"],
    ["mapped IPv4 wider than /8", { prefixes: ["::ffff:8.0.0.0/101"] }, "::ffff:8.0.0.0/101"],
  ])("refuses %s", (_what, more, said) => {
    const error = thrownBy(() => listOf(more));
    expect(error).toBeInstanceOf(ClientIpError);
    expect(error.code).toBe("live-list");
    expect(error.message).toContain(said);
    expect(error.remedy).toContain("the last good list stays in use");
  });

  it("accepts a quarter of a family, and no more", () => {
    const widest = { ipv4: 2, ipv6: 2 };
    expect(() => listOf({ prefixes: ["0.0.0.0/2"], widest })).not.toThrow();
    expect(thrownBy(() => listOf({ prefixes: ["0.0.0.0/2", "64.0.0.0/8"], widest })).code).toBe(
      "live-list",
    );
  });

  it.each<[Partial<LiveAddressesOptions>, string, string]>([
    [
      { prefixes: ["0.0.0.0/2", "64.0.0.0/8"], widest: { ipv4: 1, ipv6: 1 } },
      "live-list",
      "25 % of all addresses",
    ],
    [
      { prefixes: ["::/2", "4000::/16"], widest: { ipv4: 1, ipv6: 1 } },
      "live-list",
      "at most 25 %",
    ],
  ])("refuses %j, which no publisher means", (more, code, said) => {
    const error = thrownBy(() => listOf(more));
    expect(error.code).toBe(code);
    expect(error.message).toContain(said);
  });

  it("names the publisher for too many entries, and `widest` for too wide a prefix", () => {
    expect(thrownBy(() => listOf({ maximum: 1 })).remedy).toContain("what the publisher sent");
    expect(thrownBy(() => listOf({ prefixes: ["10.0.0.0/7"] })).remedy).toContain("`widest`");
  });

  it.each<[string, Partial<LiveAddressesOptions>]>([
    ["exactly the minimum", { minimum: 2 }],
    ["exactly the maximum", { maximum: 2 }],
    ["50,000 entries", { prefixes: many(50_000) }],
    ["a quarter of all addresses", { prefixes: ["0.0.0.0/2"], widest: { ipv4: 2, ipv6: 2 } }],
    ["one entry", { prefixes: ["192.0.2.1"] }],
    ["IPv4 of /8 and IPv6 of /16", { prefixes: ["10.0.0.0/8", "2000::/16"] }],
    [
      "wider ones where that is allowed",
      { prefixes: ["8.0.0.0/6", "2000::/3"], widest: { ipv4: 6, ipv6: 3 } },
    ],
  ])("accepts %s", (_what, more) => {
    expect(() => listOf(more)).not.toThrow();
  });

  it("holds an update to the same bounds as the first list", () => {
    const list = listOf({ minimum: 2, maximum: 3 });
    expect(thrownBy(() => list.update(["10.0.0.1"])).code).toBe("live-list");
    expect(thrownBy(() => list.update(many(4))).code).toBe("live-list");
    expect(thrownBy(() => list.update(["10.0.0.1", "x"])).code).toBe("bad-address");
    expect(thrownBy(() => list.update(["10.0.0.1", "10.0.0.1/24"])).code).toBe("host-bits");
    list.update(many(3));
    expect(list.generation).toBe(1);
  });
});
