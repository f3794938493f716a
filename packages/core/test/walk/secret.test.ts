import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { ask } from "../support/ask.ts";
import { textOf } from "../support/arbitraries.ts";
import type { Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const CDN = "198.51.100.4";
const SECRET = "correct-horse-battery";
const NEXT = "staple-of-next-month";
const guarded: Hop = {
  name: "cdn",
  address: "198.51.100.0/24",
  secret: { header: "X-Edge-Key", value: SECRET },
  tells: "x-forwarded-for",
};
const rotating: Hop = { ...guarded, secret: { header: "X-Edge-Key", value: [SECRET, NEXT] } };
const { address: _address, ...anywhere } = guarded;
const list = { "X-Forwarded-For": CLIENT };
const unproven = { ip: undefined, source: undefined, status: "unproven", via: [] };

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

const someValue = textOf("abAB1 ~!", 6).map((text) => `a${text}b`);
const FORGED = "6.6.6.6";
const tells = "x-forwarded-for" as const;
const secret = { header: "X-Edge", value: "s3cret" };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", secret, tells };
const forged = { "X-Forwarded-For": FORGED };

describe("secret-whole-value: who a hop is by its secret", () => {
  it("the header's value is compared as a whole", () => {
    expect(ask(guarded, CDN, { ...list, "X-Edge-Key": SECRET })).toMatchObject({
      ip: CLIENT,
      status: "resolved",
      via: ["cdn"],
      proof: "secret",
      warnings: [],
    });
    expect(ask(guarded, CDN, { ...list, "x-edge-key": SECRET })).toMatchObject({ ip: CLIENT });
  });

  it.each([
    // [what the header holds, why it is not the secret]
    ["", "empty"],
    ["x", "another value"],
    [SECRET.slice(0, -1), "the beginning of it"],
    [SECRET.slice(1), "the end of it"],
    [`${SECRET}x`, "more than it"],
    [`x${SECRET}`, "more in front"],
    [SECRET.toUpperCase(), "another case"],
    [`${SECRET.slice(0, -1)}x`, "the last character differs"],
    [`x${SECRET.slice(1)}`, "the first character differs"],
    [`${SECRET}, ${SECRET}`, "twice in one line"],
    [`${SECRET},`, "with a comma"],
    [`"${SECRET}"`, "in quotes"],
    [`\u00A0${SECRET}`, "with NBSP"],
    [NEXT, "a value of the next rotation"],
  ])("a request with %j and the matching address is unproven (%s)", (value) => {
    expect(ask(guarded, CDN, { ...list, "X-Edge-Key": value })).toMatchObject(unproven);
  });

  it("a missing header, or one with underscores, is unproven", () => {
    expect(ask(guarded, CDN, list)).toMatchObject(unproven);
    expect(ask(guarded, CDN, { ...list, X_Edge_Key: SECRET })).toMatchObject(unproven);
    expect(ask(guarded, CDN, { ...list, "X-Edge-Key2": SECRET })).toMatchObject(unproven);
  });

  it.each<[string[], string]>([
    [[SECRET, SECRET], "even if both are right"],
    [[SECRET, "x"], "the right one first"],
    [["x", SECRET], "the right one last"],
    [[SECRET, ""], "an empty one last"],
    [["", SECRET], "an empty one first"],
  ])("doubled header lines %j are unproven (%s)", (values) => {
    expect(ask(guarded, CDN, { ...list, "X-Edge-Key": values })).toMatchObject(unproven);
    expect(ask(rotating, CDN, { ...list, "X-Edge-Key": values })).toMatchObject(unproven);
  });

  it("each of several values will do while one is rotated", () => {
    for (const value of [SECRET, NEXT]) {
      expect(ask(rotating, CDN, { ...list, "X-Edge-Key": value })).toMatchObject({ ip: CLIENT });
    }
    for (const value of [`${SECRET},${NEXT}`, `${SECRET}, ${NEXT}`, "x", SECRET + NEXT]) {
      expect(ask(rotating, CDN, { ...list, "X-Edge-Key": value })).toMatchObject(unproven);
    }
  });

  it("unproven-proxy: a hop without an address makes no peer unproven", () => {
    expect(ask(anywhere, CDN, { ...list, "X-Edge-Key": SECRET })).toMatchObject({
      ip: CLIENT,
      proof: "secret",
    });
    expect(ask(anywhere, CDN, { ...list, "X-Edge-Key": "x" })).toMatchObject({
      ip: CDN,
      status: "resolved",
      via: [],
    });
  });

  it("all-proofs-hold: an address that does not match is checked before any proof", () => {
    expect(ask(guarded, "192.0.2.66", { ...list, "X-Edge-Key": SECRET })).toMatchObject({
      ip: "192.0.2.66",
      via: [],
      proof: "none",
    });
  });

  it("dropped-lines: a second line of the secret may have been dropped", () => {
    const lines = { ...list, "X-Edge-Key": SECRET };
    expect(ask(guarded, CDN, lines, { truncated: true })).toMatchObject({
      ip: undefined,
      status: "too-long",
    });
  });
});

describe("secret-whole-value: any secret", () => {
  it("is believed if it is one of the values, each character of it", () => {
    fc.assert(
      fc.property(
        fc.array(someValue, { minLength: 1, maxLength: 3 }),
        someValue,
        (values, given) => {
          expect(believed(values, [given])).toBe(values.includes(given));
          for (const one of values) expect(believed(values, [one])).toBe(true);
        },
      ),
    );
  });

  it("is not believed when one character differs, is missing or too much", () => {
    fc.assert(
      fc.property(
        someValue,
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

  it.each([
    ["ab", "abab", "repeated"],
    ["ab", "a", "its beginning"],
    ["ab", "", "empty"],
    ["ab", "AB", "in another case"],
    ["ab", "ab ", "with a blank"],
    ["aa", "aaa", "one more of the same"],
    ["ab", "ba", "turned round"],
    ["ab", "\u0161b", "with a character of the same low byte"],
  ])("the secret %j is not given by %j: %s", (right, wrong) => {
    expect(believed(right, [wrong])).toBe(false);
  });

  it("two lines are not two guesses", () => {
    expect(believed("ab", ["ab", "ab"])).toBe(false);
    expect(believed("ab", ["wrong", "ab"])).toBe(false);
    expect(believed(["ab", "cd"], ["ab", "cd"])).toBe(false);
  });

  it("no line gives no secret", () => {
    expect(believed("ab", [])).toBe(false);
  });
});

describe("unproven-proxy: a proof that fails", () => {
  it("the CDN's address is never the client when its proof is wrong", () => {
    for (const lines of [
      forged,
      { ...forged, "X-Edge": ["s3cret", "s3cret"] },
      { ...forged, "X-Edge": "of-last-month" },
    ]) {
      expect(ask(cdn, "198.51.100.4", lines)).toMatchObject({ ip: undefined, status: "unproven" });
    }
  });
});
