import { inspect } from "node:util";
import type { Hop } from "@client-ip/core";
import { createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { ask, joined, KEPT_ONCE, refusal } from "./ask.ts";

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

const outputs = (hop: Hop, lines: Record<string, string>, peer = CDN) => {
  const resolver = createResolver([hop]);
  const explanation = resolver.explain(joined(peer, lines));
  return [
    explanation.toString(),
    explanation.toColor(),
    JSON.stringify(explanation),
    inspect(explanation, { depth: 9 }),
    JSON.stringify(resolver),
    inspect(resolver, { depth: 9, showHidden: true }),
    JSON.stringify(resolver.findings),
    JSON.stringify(resolver.resolve(joined(peer, lines))),
  ].join("\n");
};

describe("section 1: who a hop is by shared secret", () => {
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

  it("while one is rotated, each of several values will do", () => {
    for (const value of [SECRET, NEXT]) {
      expect(ask(rotating, CDN, { ...list, "X-Edge-Key": value })).toMatchObject({ ip: CLIENT });
    }
    for (const value of [`${SECRET},${NEXT}`, `${SECRET}, ${NEXT}`, "x", SECRET + NEXT]) {
      expect(ask(rotating, CDN, { ...list, "X-Edge-Key": value })).toMatchObject(unproven);
    }
  });

  it("without an address nobody else is unproven: who lacks the secret is a client", () => {
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

  it("an address that does not match is checked before any proof", () => {
    expect(ask(guarded, "192.0.2.66", { ...list, "X-Edge-Key": SECRET })).toMatchObject({
      ip: "192.0.2.66",
      via: [],
      proof: "none",
    });
  });

  it("header lines that the server dropped may have been a second one", () => {
    const lines = { ...list, "X-Edge-Key": SECRET };
    expect(ask(guarded, CDN, lines, { truncated: true })).toMatchObject({
      ip: undefined,
      status: "too-long",
    });
  });
});

describe("rule 17: each proof is used for one hop only", () => {
  const outer: Hop = { ...anywhere, name: "outer", tells: { value: "X-Outer" } };
  const inner: Hop = { ...anywhere, name: "inner" };
  const lines = { "X-Forwarded-For": "198.51.100.4", "X-Outer": "6.6.6.6" };

  it("a secret that proved the inner hop does not prove the outer one", () => {
    expect(ask([outer, inner], "10.0.0.1", { ...lines, "X-Edge-Key": SECRET })).toMatchObject({
      ip: "198.51.100.4",
      status: "resolved",
      via: ["inner"],
      proof: "secret",
    });
  });

  it("a secret of its own does", () => {
    const own: Hop = { ...outer, secret: { header: "X-Outer-Key", value: SECRET } };
    expect(
      ask([own, inner], "10.0.0.1", { ...lines, "X-Edge-Key": SECRET, "X-Outer-Key": SECRET }),
    ).toMatchObject({ ip: "6.6.6.6", via: ["outer", "inner"], proof: "secret" });
  });
});

describe("a secret is redacted in every output", () => {
  it("neither the configured values nor what was presented is shown", () => {
    for (const value of [SECRET, NEXT, "wrong-guess-of-somebody"]) {
      const text = outputs(rotating, { ...list, "X-Edge-Key": value });
      for (const hidden of [SECRET, NEXT, "wrong-guess-of-somebody"]) {
        expect(text).not.toContain(hidden);
      }
      expect(text).toContain("secret");
    }
  });

  it("nor without an address, where a finding speaks of it", () => {
    const text = outputs({ ...anywhere, shared: true }, { ...list, "X-Edge-Key": SECRET });
    expect(text).toContain("secret-without-address");
    expect(text).not.toContain(SECRET);
  });

  it.each<[string, unknown]>([
    ["an unknown field beside it", [{ ...guarded, adress: "10.0.0.1" }]],
    [
      "an unknown field inside it",
      [{ ...guarded, secret: { header: "X", value: SECRET, valeu: SECRET } }],
    ],
    ["a value that is not ASCII", [{ ...guarded, secret: { header: "X", value: `${SECRET}é` } }]],
    [
      "one of several that is not ASCII",
      [{ ...guarded, secret: { header: "X", value: [SECRET, `${SECRET}é`] } }],
    ],
    ["a value that is no text", [{ ...guarded, secret: { header: "X", value: { key: SECRET } } }]],
    ["a header name that is none", [{ ...guarded, secret: { header: "X Y", value: SECRET } }]],
    ["a secret that is no object", [{ ...guarded, secret: SECRET }]],
    [
      "a header that Node keeps once",
      [{ ...guarded, secret: { header: "Authorization", value: SECRET } }],
    ],
    ["no tells", [{ address: "10.0.0.1", secret: { header: "X", value: SECRET } }]],
    ["a path rule", [{ ...guarded, repeat: true }]],
    ["entry points that are alike", { oneOf: [guarded, guarded] }],
    ["JSON that is broken", JSON.stringify([guarded]).slice(0, -1)],
    ["JSON that is broken inside the value", JSON.stringify([guarded]).split(SECRET)[0] + SECRET],
    ["JSON with the value first", `[{"secret":{"value":"${SECRET}","header":"X"}},]`],
    ["JSON with several values", `[{"secret":{"value":["${SECRET}","${NEXT}"],"header":"X"}},]`],
    ["JSON with an escaped quote", `[{"secret":{"value":"a\\"${SECRET}","header":"X"}},]`],
    ["a configuration of a wrong type", { paths: [guarded] }],
    ["a secret where a hop should be", { secret: { header: "X", value: SECRET } }],
    ["a list of hops where a name should be", [{ ...guarded, name: guarded }]],
  ])("nor in an error: %s", (_why, config) => {
    const error = refusal(config);
    const text = [
      error.message,
      error.given,
      error.expected,
      error.remedy,
      String(error),
      inspect(error),
    ];
    for (const line of text) {
      expect(line).not.toContain(SECRET);
      expect(line).not.toContain(NEXT);
    }
  });
});

describe("configuration: a secret that cannot be one", () => {
  it.each<[string, unknown]>([
    ["an empty value", { header: "X-Edge", value: "" }],
    ["no values", { header: "X-Edge", value: [] }],
    ["an empty value among others", { header: "X-Edge", value: [SECRET, ""] }],
    ["a value that is not ASCII", { header: "X-Edge", value: "schlüssel" }],
    ["one of several that is not ASCII", { header: "X-Edge", value: [SECRET, "schlüssel"] }],
    ["a value that is no text", { header: "X-Edge", value: 42 }],
    ["no value", { header: "X-Edge" }],
  ])("%s", (_why, secret) => {
    expect(refusal([{ ...guarded, secret }]).code).toBe("bad-secret");
  });

  it("every visible ASCII character may be part of it", () => {
    const all = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(33 + index)).join("");
    expect(
      ask({ ...guarded, secret: { header: "X-Edge", value: all } }, CDN, {
        ...list,
        "X-Edge": all,
      }),
    ).toMatchObject({ ip: CLIENT });
  });

  it.each(KEPT_ONCE.flatMap((name) => [name, name.toUpperCase()]))(
    "of the header %s Node keeps only the first line",
    (header) => {
      expect(refusal([{ ...guarded, secret: { header, value: SECRET } }]).code).toBe(
        "singleton-header",
      );
    },
  );

  it.each(["X-Edge", "X-Azure-FDID", "Cookie", "X-Authorization", "Via"])(
    "%s is none of these",
    (header) => {
      expect(() =>
        createResolver([{ ...guarded, secret: { header, value: SECRET } }]),
      ).not.toThrow();
    },
  );
});
