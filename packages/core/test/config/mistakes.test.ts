import { describe, expect, it } from "vitest";
import type { Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";
import { explainedRefusal, type Mistake } from "../support/mistake.ts";

const tells = "x-forwarded-for" as const;
const alb: Hop = { name: "alb", address: "10.0.1.0/24", tells };
const cdn: Hop = { name: "cdn", address: "198.51.100.0/24", tells };
/** What a user without a type checker may write. */
const loose = (hop: Record<string, unknown>) => hop as unknown as Hop;

/** Each mistake beside the nearest configuration that is none. */
const MISTAKES: Mistake[] = [
  ["unknown-field", "a typo in a field", loose({ ...alb, adress: "10.0.0.1" }), alb],
  ["unknown-field", "a field of another library", loose({ ...alb, trust: true }), alb],
  [
    "unknown-field",
    "a field called __proto__",
    '{"address":"10.0.0.1","tells":"x-forwarded-for","__proto__":{}}',
    '{"address":"10.0.0.1","tells":"x-forwarded-for"}',
  ],
  [
    "unknown-field",
    "a typo in tells",
    loose({ ...alb, tells: { list: "x-forwarded-for", append: 2 } }),
    { ...alb, tells: { list: "x-forwarded-for", appends: 2 } },
  ],
  [
    "unknown-field",
    "ownLine of another list",
    loose({ ...alb, tells: { list: "x-forwarded-for", ownLine: true } }),
    { ...alb, tells: { list: "forwarded", ownLine: true } },
  ],
  [
    "unknown-field",
    "a typo in oneOf",
    loose({ oneOf: [alb, cdn], required: true }),
    { oneOf: [alb, cdn] },
  ],
  [
    "bad-header-name",
    "a blank",
    { ...alb, tells: { value: "X Real IP" } },
    { ...alb, tells: { value: "X-Real-IP" } },
  ],
  ["bad-header-name", "empty", { ...alb, tells: { list: "" } }, { ...alb, tells: { list: "x" } }],
  [
    "bad-header-name",
    "a colon",
    { ...alb, tells: { list: "X-Forwarded-For:" } },
    { ...alb, tells: { list: "X-Forwarded-For" } },
  ],
  [
    "bad-header-name",
    "of the secret",
    { ...alb, secret: { header: "X Edge", value: "v" } },
    { ...alb, secret: { header: "X-Edge", value: "v" } },
  ],
];

describe("known-fields-only: each mistake beside the nearest configuration that is none", () => {
  it.each(MISTAKES)("is %s: %s", (code, _why, wrong, right) => {
    expect(explainedRefusal(wrong).code).toBe(code);
    expect(() => createResolver(right)).not.toThrow();
  });
});
