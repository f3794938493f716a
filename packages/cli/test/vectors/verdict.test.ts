import { describe, expect, it } from "vitest";
import { Judge } from "../../src/vectors/verdict.ts";

const recorded = {
  path: [{ address: "10.0.1.10" }, { address: [["10.0.1.20"], "loopback"] }, { address: 1 }, {}],
  peer: "10.0.1.30",
  truth: "203.0.113.7",
  attack: true,
  expect: { ip: "203.0.113.7" },
} as const;
const ofIPv6 = { ...recorded, truth: "2001:db8::7", expect: { ip: "2001:db8::7" } } as const;
const judge = new Judge([recorded, ofIPv6]);

describe("an answer to an attack", () => {
  it.each([
    ["none", null],
    ["none", ""],
    ["client", "203.0.113.7"],
    ["client", "203.0.113.7:443"],
    ["client", "[203.0.113.7]"],
    ["client", "::ffff:203.0.113.7"],
    ["other", "10.0.1.10"],
    ["other", "10.0.1.20"],
    ["other", "10.0.1.30"],
    ["other", "10.0.1.30:80"],
    ["other", "2001:db8::7"],
    ["other", "loopback"],
    ["other", "unknown"],
    ["forged", "6.6.6.6"],
    ["forged", "6.6.6.6:80"],
    ["forged", "text"],
    ["forged", "1"],
    ["forged", "x203.0.113.7:443"],
    ["forged", "203.0.113.7:443x"],
    ["forged", "203.0.113.7:"],
  ])("is %s: %j", (verdict, answer) => {
    expect(judge.judge(answer, recorded)).toBe(verdict);
  });

  it.each([
    ["client", "2001:DB8::7"],
    ["client", "[2001:db8::7]"],
    ["client", "[2001:db8:0::7]:443"],
    ["client", "2001:db8::7%eth0"],
    ["client", "2001:db8::7%"],
    ["other", "203.0.113.7"],
    ["forged", "[2001:db8::7]x"],
    ["forged", "x[2001:db8::7]"],
    ["forged", "[2001:db8::7]:"],
  ])("is %s, of IPv6: %j", (verdict, answer) => {
    expect(judge.judge(answer, ofIPv6)).toBe(verdict);
  });

  it("is another's where the client is not known", () => {
    expect(judge.judge("203.0.113.7", { ...recorded, truth: null })).toBe("other");
    expect(new Judge([{ ...recorded, truth: null }]).judge("", recorded)).toBe("none");
  });

  it("is not forged where there was no attack", () => {
    expect(judge.judge("6.6.6.6", { ...recorded, attack: false })).toBe("other");
  });
});

describe("the answer that the rules give", () => {
  const none = { ...recorded, expect: { unresolved: true, why: "hidden" } } as const;

  it.each([
    [true, "203.0.113.7", recorded],
    [true, "::ffff:203.0.113.7", recorded],
    [false, "203.0.113.8", recorded],
    [false, null, recorded],
    [true, null, none],
    [false, "203.0.113.7", none],
  ] as const)("is right: %j, %j", (right, answer, one) => {
    expect(judge.isRight(answer, one)).toBe(right);
  });
});
