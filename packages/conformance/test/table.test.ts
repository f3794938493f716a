import { expect, it } from "vitest";
import { behaviors, conformance } from "../src/index.ts";
import type { Subject } from "../src/index.ts";

it("every row has a name of its own and says why it exists", () => {
  expect(new Set(behaviors.map(({ name }) => name)).size).toBe(behaviors.length);
  for (const { why } of behaviors) expect(why.length).toBeGreaterThan(20);
});

it("a gap must name a row", () => {
  const subject = { name: "none", gaps: { "no such row": "none" } } as unknown as Subject;
  expect(() => conformance(subject)).toThrow("gaps that name no row: no such row");
});
