import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closest } from "../../src/options/closest.ts";

const NAMES = ["direct", "nginx", "haproxy", "cloudflare", "awsAlb", "address", "tells"];

describe("the name that was probably meant", () => {
  it.each<[string, string | undefined]>([
    ["ngnix", "nginx"],
    ["cloudfare", "cloudflare"],
    ["adress", "address"],
    ["aws-alb", "awsAlb"],
    ["AWS_ALB", "awsAlb"],
    ["haproxi", "haproxy"],
    ["tell", "tells"],
    ["direkt", "direct"],
    ["traefik", undefined],
    ["x", undefined],
    ["", undefined],
    ["c".repeat(10_000), undefined],
  ])("%s is %s", (given, meant) => {
    expect(closest(given, NAMES)).toBe(meant);
  });

  it("is looked for up to 40 characters", () => {
    const [name, longer] = ["n".repeat(40), "n".repeat(41)];
    expect(closest(name, [name])).toBe(name);
    expect(closest(longer, [longer])).toBeUndefined();
  });

  it("is the name itself for each name, and for a name with one character too many", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.nat(20),
        fc.constantFrom("q", "z"),
        (name, at, extra) => {
          const index = Math.min(at, name.length);
          expect(closest(name, NAMES)).toBe(name);
          expect(closest(name.slice(0, index) + extra + name.slice(index), NAMES)).toBe(name);
        },
      ),
    );
  });
});
