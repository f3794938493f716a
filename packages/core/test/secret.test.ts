import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Hop } from "../src/config/hop.ts";
import { createResolver } from "../src/resolver.ts";
import { textOf } from "./arbitraries.ts";

function believed(values: string | readonly string[], given: readonly string[]): boolean {
  const hop: Hop = { secret: { header: "X-Secret", value: values }, tells: "x-forwarded-for" };
  const rawHeaders = [
    "X-Forwarded-For",
    "198.51.100.9",
    ...given.flatMap((one) => ["x-secret", one]),
  ];
  const { ip, proof } = createResolver(hop).resolve({ peer: "203.0.113.1", rawHeaders });
  expect([ip, proof]).toEqual(
    ip === "198.51.100.9" ? ["198.51.100.9", "secret"] : ["203.0.113.1", "none"],
  );
  return ip === "198.51.100.9";
}

const value = textOf("abAB1 ~!", 6).map((text) => `a${text}b`);

describe("a secret", () => {
  it("is believed if it is one of the values, each character of it", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), value, (values, given) => {
        expect(believed(values, [given])).toBe(values.includes(given));
        for (const one of values) expect(believed(values, [one])).toBe(true);
      }),
    );
  });

  it("is not believed when one character differs, is missing or too much", () => {
    fc.assert(
      fc.property(
        value,
        fc.nat(7),
        fc.constantFrom("", "x", "\u0100", "ab"),
        (right, place, put) => {
          const at = place % right.length;
          const wrong = right.slice(0, at) + put + right.slice(at + 1);
          expect(believed(right, [wrong])).toBe(wrong === right);
          expect(believed([right, right], [wrong])).toBe(wrong === right);
        },
      ),
    );
  });

  test.each([
    ["ab", "abab", "repeated"],
    ["ab", "a", "its beginning"],
    ["ab", "", "empty"],
    ["ab", "AB", "in another case"],
    ["ab", "ab ", "with a blank"],
    ["aa", "aaa", "one more of the same"],
    ["ab", "ba", "turned round"],
    ["ab", "\u0161b", "with a character of the same low byte"],
  ])("%j is not given by %j: %s", (right, wrong) => {
    expect(believed(right, [wrong])).toBe(false);
  });

  test("two lines are not two chances", () => {
    expect(believed("ab", ["ab", "ab"])).toBe(false);
    expect(believed("ab", ["wrong", "ab"])).toBe(false);
    expect(believed(["ab", "cd"], ["ab", "cd"])).toBe(false);
  });

  test("none is given by no line", () => {
    expect(believed("ab", [])).toBe(false);
  });
});
