import { describe, expect, it } from "vitest";
import { corpusOf } from "./corpus.ts";
import { fuzz } from "./engine.ts";
import { generator } from "./random.ts";
import { kept, type Target } from "./target.ts";
import { targets } from "./targets.ts";

describe("what fuzzing has found", () => {
  it.each(targets)("keeps every promise: $name", async (target) => {
    const inputs = [...target.seeds, ...corpusOf(target.name)];
    expect(inputs.length).toBeGreaterThan(0);
    for (const input of inputs) {
      try {
        await target.check(input);
      } catch (cause) {
        throw new Error(JSON.stringify(input), { cause });
      }
    }
  });
});

const ran = new Set<string>();
const coverage = {
  take: () => {
    const blocks = new Set(ran);
    ran.clear();
    return Promise.resolve(blocks);
  },
};

/** Breaks its promise for one text, to which four blocks lead. */
const hidden: Target = {
  name: "hidden",
  guidedBy: [],
  seeds: ["...."],
  tokens: ["a", "b", "c", "d"],
  check: (text) => {
    const right = ["d", "c", "b", "a"].findIndex((char, index) => text.charAt(index) !== char);
    for (let block = 0; block < right; block++) ran.add(`block ${block}`);
    kept("no text begins with dcba", right !== -1);
  },
};

const isOverAt =
  (bound: number) =>
  (count: number): boolean =>
    count >= bound;

describe("the fuzzer", () => {
  it("is led by coverage to what chance would not find, and makes it short", async () => {
    const led = await fuzz(hidden, coverage, [], generator(1), isOverAt(200_000));
    expect(led.broken?.input).toBe("dcba");
    expect(String(led.broken?.error)).toContain("not kept: no text begins with dcba");
    expect(led.kept.length).toBeGreaterThan(2);
    const blind = { take: () => Promise.resolve(new Set<string>()) };
    expect((await fuzz(hidden, blind, [], generator(1), isOverAt(20_000))).broken).toBeUndefined();
  });

  it("ends when it is told", async () => {
    const harmless = { ...hidden, check: () => {} };
    const { inputs, broken } = await fuzz(harmless, coverage, [], generator(1), isOverAt(2_000));
    expect({ inputs, broken }).toEqual({ inputs: 2_000, broken: undefined });
  });
});
