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
    ["TELL", "tells"],
    ["telß", undefined],
    ["traefik", undefined],
    ["x", undefined],
    ["", undefined],
    ["c".repeat(10_000), undefined],
  ])("%s is %s", (given, meant) => {
    expect(closest(given, NAMES)).toBe(meant);
  });

  it("is the nearest, and of two that are as near the first", () => {
    expect(closest("abcdeg", ["abcdxx", "abcdef"])).toBe("abcdef");
    expect(closest("abcdeg", ["abcdef", "abcdxx"])).toBe("abcdef");
    expect(closest("abcdeg", ["abcdea", "abcdef"])).toBe("abcdea");
  });

  it("has two edits at most, and one for three of its characters", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
    fc.assert(
      fc.property(text, text, (given, name) => {
        const edits = editsBetween(given, name);
        const isNear = edits <= 2 && edits * 3 <= name.length;
        expect(closest(given, [name])).toBe(isNear ? name : undefined);
      }),
    );
  });

  it.each([
    ["abcdefgh", "abcdefghi", 1],
    ["bacdefgih", "abcdefghi", 2],
    ["cbadefghi", "abcdefghi", 2],
    ["defghi", "abcdefghi", 3],
    ["abcdefghixyz", "abcdefghi", 3],
    ["bacedfgih", "abcdefghi", 3],
  ])("is not %s for %s if that takes more than two edits", (given, name, edits) => {
    expect(editsBetween(given, name)).toBe(edits);
    expect(closest(given, [name])).toBe(edits > 2 ? undefined : name);
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

/** Optimal string alignment as it is defined: slow, and nothing like the table. */
function editsBetween(one: string, other: string): number {
  if (one === "" || other === "") return one.length + other.length;
  const [a, b] = [one.slice(1), other.slice(1)];
  if (one[0] === other[0]) return editsBetween(a, b);
  const isSwapped = one[0] === other[1] && one[1] === other[0];
  const swap = isSwapped ? editsBetween(one.slice(2), other.slice(2)) : Infinity;
  return 1 + Math.min(editsBetween(a, other), editsBetween(one, b), editsBetween(a, b), swap);
}
