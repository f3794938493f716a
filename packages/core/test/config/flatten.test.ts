import { describe, expect, it } from "vitest";
import { flatten } from "../../src/config/flatten.ts";
import { ClientIpError } from "../../src/index.ts";

/** An element in so many arrays, each in the other. */
function nested(depth: number): readonly unknown[] {
  return depth === 1 ? ["hop"] : [nested(depth - 1)];
}

describe("the elements of nested arrays", () => {
  it("keep their order", () => {
    expect(flatten(["a", ["b", ["c"], "d"], [], "e"])).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("may be in 16 arrays, and in no more", () => {
    expect(flatten(nested(16))).toEqual(["hop"]);
    expect(() => flatten(nested(17))).toThrow(ClientIpError);
    expect(() => flatten(nested(17))).toThrow("nested more than 16 deep");
  });

  it("are not looked for in a circle", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => flatten(circle)).toThrow(expect.objectContaining({ code: "config-type" }));
  });
});
