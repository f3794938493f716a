import { describe, expect, it } from "vitest";
import { runWhenIdle } from "../../src/attacker/idle.ts";

function* counting(to: number, seen: number[]): Generator<undefined, string> {
  for (let i = 0; i < to; i++) {
    seen.push(i);
    yield;
  }
  return "done";
}

describe("work while the page is idle", () => {
  it("runs to its end, and not at once", async () => {
    const seen: number[] = [];
    const result = await new Promise((resolve) => {
      runWhenIdle(counting(10, seen), resolve);
      expect(seen).toEqual([]);
    });
    expect(result).toBe("done");
    expect(seen).toHaveLength(10);
  });

  it("stops when asked to", async () => {
    const seen: number[] = [];
    const stop = runWhenIdle(counting(10, seen), () => seen.push(-1));
    stop();
    await new Promise((resolve) => {
      runWhenIdle(counting(1, []), resolve);
    });
    expect(seen).toEqual([]);
  });
});
