import { describe, expect, it } from "vitest";
import { ask, refusal } from "../support/ask.ts";
import type { Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";

describe("traffic-order: a path", () => {
  const lines = { "X-Forwarded-For": `6.6.6.6, ${CLIENT}, 10.0.0.1` };
  const outer: Hop = { name: "outer", address: "10.0.0.1", tells: "x-forwarded-for" };
  const inner: Hop = { name: "inner", address: "10.0.0.2", tells: "x-forwarded-for" };

  it("is in the order traffic flows, and nested arrays are flattened", () => {
    for (const path of [
      [outer, inner],
      [[outer], inner],
      [[[outer, [inner]]]],
      { path: [outer, inner] },
    ]) {
      expect(ask(path, "10.0.0.2", lines)).toMatchObject({ ip: CLIENT, via: ["outer", "inner"] });
    }
    expect(ask([inner, outer], "10.0.0.2", lines)).not.toMatchObject({ ip: CLIENT });
  });

  it("a path may be one hop alone", () => {
    expect(ask(outer, "10.0.0.1", { "X-Forwarded-For": CLIENT })).toMatchObject({ ip: CLIENT });
  });

  it("is plain JSON: what was printed and read back answers alike", () => {
    const back = JSON.parse(JSON.stringify([outer, inner])) as Hop[];
    expect(ask(back, "10.0.0.2", lines)).toMatchObject({ ip: CLIENT, via: ["outer", "inner"] });
  });

  it("is read once: changing it later changes nothing", () => {
    const hop = { name: "proxy", address: ["10.0.0.1"], tells: "x-forwarded-for" as const };
    const resolver = createResolver([hop]);
    hop.address[0] = "any";
    expect(ask(resolver, "198.51.100.1", { "X-Forwarded-For": "6.6.6.6" })).toMatchObject({
      ip: "198.51.100.1",
    });
  });

  it("too-many-hops: a path holds 32 hops and no more", () => {
    const hops = Array.from({ length: 33 }, (_, index) => ({
      ...outer,
      address: `10.0.0.${index + 1}`,
    }));
    expect(() => createResolver(hops.slice(1))).not.toThrow();
    expect(refusal(hops).code).toBe("too-many-hops");
  });
});
