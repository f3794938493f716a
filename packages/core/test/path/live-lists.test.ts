import { describe, expect, it } from "vitest";
import type { Hop } from "../../src/index.ts";
import { createResolver, LiveAddresses, oneOf } from "../../src/index.ts";

const EDGE = "198.51.100.0/24";
const LB = "10.0.1.0/24";
const tells = "x-forwarded-for" as const;
const live = (name: string, ...prefixes: string[]): LiveAddresses =>
  new LiveAddresses({ name, prefixes });

const balancer = (address: LiveAddresses): Hop => ({ name: "lb", address, tells, repeat: true });

describe("live-list-keeps-rules: a generation that breaks a rule of the path", () => {
  const secret = { header: "x-s", value: "0123456789abcdef0123" };
  const cdn: Hop = { name: "cdn", address: EDGE, secret, tells: { value: "cdn-ip" } };
  const forged = {
    peer: "10.0.1.1",
    rawHeaders: [
      "X-Forwarded-For",
      "6.6.6.6, 198.51.100.9",
      "X-S",
      secret.value,
      "CDN-IP",
      "203.0.113.7",
    ],
  };

  it("live-list-keeps-rules: is not used; the last good one stays, and it is found and counted", () => {
    const list = live("lbs", LB);
    const resolver = createResolver([cdn, balancer(list)]);
    list.update([LB, EDGE]);
    expect(resolver.resolve(forged)).toMatchObject({ ip: "203.0.113.7", proof: "address" });
    expect(resolver.clientIp(forged)).toBe("203.0.113.7");
    expect(resolver.findings).toMatchObject([
      { code: "live-list-refused", severity: "danger", hop: "lb" },
    ]);
    expect(resolver.refusedLists).toBe(1);
    list.update([LB, EDGE, "10.0.9.0/24"]);
    expect(resolver.refusedLists).toBe(2);
    list.update([LB, "10.0.2.0/24"]);
    expect(resolver.findings).toEqual([]);
    expect(resolver.refusedLists).toBe(2);
    expect(resolver.clientIp({ ...forged, peer: "10.0.2.1" })).toBe("203.0.113.7");
  });

  it("live-list-keeps-rules: is used by other resolvers, which it does not harm", () => {
    const list = live("lbs", LB);
    const [careful, other] = [
      createResolver([cdn, balancer(list)]),
      createResolver(balancer(list)),
    ];
    list.update([EDGE]);
    expect(careful.clientIp(forged)).toBe("203.0.113.7");
    expect(other.clientIp(forged)).toBe("10.0.1.1");
    expect(other.refusedLists).toBe(0);
    expect(() => createResolver([cdn, balancer(list)])).toThrow(
      expect.objectContaining({ code: "repeat-swallows-next" }),
    );
  });

  it("live-list-keeps-rules: other lists of the path advance", () => {
    const [a, b] = [live("a", "192.0.2.0/24"), live("b", EDGE)];
    const path = oneOf({ name: "a", address: a, tells }, { name: "b", address: b, tells });
    const resolver = createResolver(path);
    a.update([EDGE, "192.0.2.0/24"]);
    expect(resolver.findings.map(({ code, hop }) => `${code} ${hop}`)).toEqual([
      "live-list-refused a",
    ]);
    b.update([EDGE, LB]);
    const request = { peer: "10.0.1.1", rawHeaders: ["X-Forwarded-For", "203.0.113.7"] };
    expect(resolver.resolve(request)).toMatchObject({ ip: "203.0.113.7", via: ["b"] });
    expect(resolver.refusedLists).toBe(1);
    b.update([LB]);
    expect(resolver.findings).toEqual([]);
  });

  it("live-list-keeps-rules: two lists may exchange a range", () => {
    const [a, b] = [live("a", "192.0.2.0/24"), live("b", EDGE)];
    const path = oneOf({ name: "a", address: a, tells }, { name: "b", address: b, tells });
    const resolver = createResolver(path);
    a.update([EDGE]);
    b.update(["192.0.2.0/24"]);
    const request = { peer: "198.51.100.9", rawHeaders: ["X-Forwarded-For", "203.0.113.7"] };
    expect(resolver.resolve(request).via).toEqual(["a"]);
    expect(resolver.findings).toEqual([]);
  });

  it("live-list-keeps-rules: a hop without addresses has no list", () => {
    const list = live("lbs", LB);
    const resolver = createResolver([
      { name: "gw", secret, tells },
      { name: "lb", address: list, tells },
    ]);
    list.update([EDGE]);
    expect(resolver.clientIp({ peer: "198.51.100.9", rawHeaders: ["X-Forwarded-For", LB] })).toBe(
      undefined,
    );
    expect(resolver.refusedLists).toBe(0);
  });

  it("live-list-keeps-rules: findings are looked for once for each generation", () => {
    const list = live("lbs", LB);
    const resolver = createResolver([cdn, balancer(list)]);
    const before = resolver.findings;
    list.update([LB, EDGE]);
    const after = resolver.findings;
    expect(after).not.toBe(before);
    expect(resolver.findings).toBe(after);
  });

  it("live-list-keeps-rules: a path without live lists has none refused", () => {
    expect(createResolver(cdn).refusedLists).toBe(0);
  });
});
