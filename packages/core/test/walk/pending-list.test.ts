import { describe, expect, it } from "vitest";
import { ask } from "../support/ask.ts";
import { thrownBy } from "../support/thrown-by.ts";
import type { Hop } from "../../src/index.ts";
import { createResolver, LiveAddresses, oneOf } from "../../src/index.ts";

const EDGE = "198.51.100.0/24";
const CLIENT = "203.0.113.7";
const lines = { "X-Forwarded-For": CLIENT };
const hop = (...address: (string | LiveAddresses)[]): Hop => ({
  name: "cdn",
  address,
  tells: "x-forwarded-for",
});

describe("live-list-pending: a live list without a first list", () => {
  it("leaves requests unresolved that may come from the hop, until there is a list", () => {
    const list = new LiveAddresses({ name: "edges" });
    const resolver = createResolver(hop(list));
    for (const peer of ["198.51.100.4", "192.0.2.9", "2001:db8::9"]) {
      expect(ask(resolver, peer, lines)).toMatchObject({ ip: undefined, status: "unproven" });
      expect(resolver.clientIp({ peer, rawHeaders: [] })).toBeUndefined();
    }
    list.update([EDGE]);
    expect(list.isPending).toBe(false);
    expect(ask(resolver, "198.51.100.4", lines)).toMatchObject({ ip: CLIENT, proof: "address" });
    expect(ask(resolver, "192.0.2.9", lines)).toMatchObject({ ip: "192.0.2.9", via: [] });
  });

  it("leaves the client that an inner hop names unresolved", () => {
    const nginx: Hop = { name: "nginx", address: "loopback", tells: "x-forwarded-for" };
    const resolver = createResolver([hop(new LiveAddresses({ name: "edges" })), nginx]);
    expect(ask(resolver, "127.0.0.1", lines)).toMatchObject({
      ip: undefined,
      status: "unproven",
      via: ["nginx"],
    });
  });

  it("does not hide the other addresses of the hop, or other entry points", () => {
    const list = new LiveAddresses({ name: "edges" });
    expect(ask(hop(list, EDGE), "198.51.100.4", lines)).toMatchObject({ ip: CLIENT });
    expect(ask(hop(list, EDGE), "192.0.2.1", lines)).toMatchObject({ status: "unproven" });
    const own: Hop = { name: "own", address: "192.0.2.0/24", tells: "x-forwarded-for" };
    const resolver = createResolver([oneOf(hop(list), own)]);
    expect(ask(resolver, "192.0.2.1", lines)).toMatchObject({ ip: CLIENT });
    expect(ask(resolver, "192.0.9.1", lines)).toMatchObject({ status: "unproven" });
  });

  it("says so in explanations, findings and as JSON", () => {
    const list = new LiveAddresses({ name: "edges" });
    const resolver = createResolver(hop(list));
    const { steps } = resolver.explain({ peer: "192.0.2.9", rawHeaders: [] });
    expect(steps.at(-1)?.rule).toBe("the addresses of its live list are not known yet");
    expect(resolver.findings).toMatchObject([{ code: "live-list-pending", severity: "danger" }]);
    expect(list.toJSON()).toMatchObject({ entries: 0, date: undefined });
    list.update([EDGE]);
    expect(resolver.findings).toEqual([]);
  });

  it("stays so for a resolver whose rules the first list violates", () => {
    const list = new LiveAddresses({ name: "edges" });
    const lb: Hop = { address: EDGE, tells: "x-forwarded-for", repeat: true };
    const resolver = createResolver([hop(list), lb]);
    list.update([EDGE]);
    expect(resolver.refusedLists).toBe(1);
    expect(ask(resolver, "198.51.100.4", lines)).toMatchObject({ status: "unproven" });
  });

  it("cannot be confirmed", () => {
    const list = new LiveAddresses({ name: "edges" });
    expect(thrownBy(() => list.confirm(new Date()))).toMatchObject({
      code: "live-list",
      given: 'no addresses in the list "edges"',
    });
  });
});

const DAY = 86_400_000;
const ago = (days: number): Date => new Date(Date.now() - days * DAY);

function codes(list: LiveAddresses): readonly string[] {
  return createResolver(hop(list)).findings.map(({ code }) => code);
}

function dated(date: Date | undefined, staleAfter?: number): LiveAddresses {
  return new LiveAddresses({
    name: "edges",
    prefixes: [EDGE],
    ...(date && { date }),
    ...(staleAfter && { staleAfter }),
  });
}

describe("live-list-age: a live list with staleAfter", () => {
  it("is found when it is older, or of unknown age", () => {
    expect(codes(dated(ago(31), 30 * DAY))).toEqual(["live-list-stale"]);
    expect(codes(dated(undefined, 30 * DAY))).toEqual(["live-list-stale"]);
    expect(codes(dated(ago(29), 30 * DAY))).toEqual([]);
    expect(codes(dated(ago(999)))).toEqual([]);
    expect(codes(new LiveAddresses({ name: "edges", staleAfter: DAY }))).toEqual([
      "live-list-pending",
    ]);
  });

  it("is no longer found once it is confirmed, and answers stay cached", () => {
    const list = dated(ago(31), 30 * DAY);
    const resolver = createResolver(hop(list));
    expect(resolver.findings).toHaveLength(1);
    const now = new Date();
    list.confirm(now);
    expect(list.date).toBe(now);
    expect(list.generation).toBe(0);
    expect(resolver.findings).toEqual([]);
    expect(resolver.findings).toBe(resolver.findings);
    expect(thrownBy(() => list.confirm(new Date("x"))).code).toBe("live-list");
  });

  it("still recognizes its hop: an old list must not take a site down", () => {
    expect(ask(hop(dated(ago(999), DAY)), "198.51.100.4", lines)).toMatchObject({ ip: CLIENT });
  });
});
