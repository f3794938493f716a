import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Evidence } from "../src/evidence.ts";
import { headerLines, joinedHeader } from "../src/headers/header-lines.ts";
import { textOf } from "./arbitraries.ts";
import { joined, raw } from "./rules/ask.ts";

const peer = "192.0.2.1";

describe("the lines of a header", () => {
  test.each([
    [["X-A", "1", "x-a", "2", "X-B", "3"], ["1", "2"], "names are compared without case"],
    [["x_a", "1"], [], "an underscore is no hyphen (rule 6)"],
    [["x-a", ""], [""], "an empty line is a line"],
    [["x-a"], [], "a name without a value is no line"],
    [["x-b", "x-a", "x-c", "2"], [], "a value that looks like the name"],
    [["x-a ", "1"], [], "a blank belongs to the name"],
    [[], [], "no header"],
  ])("of %j are %j: %s", (rawHeaders, expected) => {
    expect(headerLines({ peer, rawHeaders }, "x-a")).toEqual(expected);
    expect(joinedHeader({ peer, rawHeaders }, "x-a")).toBe(
      expected.length === 0 ? undefined : expected.join(", "),
    );
  });

  it("come in wire order, all of them", () => {
    const line = fc.tuple(fc.constantFrom("x-a", "X-A", "x-b"), textOf("a,", 3));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const expected = lines.filter(([name]) => name.toLowerCase() === "x-a");
        expect(headerLines({ peer, rawHeaders: lines.flat() }, "x-a")).toEqual(
          expected.map(([, value]) => value),
        );
      }),
    );
  });
});

describe("a header joined", () => {
  test.each<[NonNullable<Evidence["headers"]>, string | undefined, string]>([
    [{ "x-a": "1, 2" }, "1, 2", "Node's own join is taken as it is"],
    [{ "x-a": ["1", "2"] }, "1, 2", "an array is joined"],
    [{ "x-a": ["1"] }, "1", "an array of one"],
    [{ "x-a": [] }, undefined, "an empty array is absent"],
    [{ "x-a": undefined }, undefined, "undefined is absent"],
    [{ "x-a": "" }, "", "empty is there"],
    [{ "X-A": "1" }, undefined, "Node's names are lower case"],
    [Object.create({ "x-a": "1" }) as Record<string, string>, undefined, "inherited is absent"],
    [{}, undefined, "absent is absent"],
  ])("%j gives %j: %s", (headers, expected) => {
    expect(joinedHeader({ peer, rawHeaders: ["x-a", "raw"], headers }, "x-a")).toBe(expected);
  });

  test("is never a property that every object has", () => {
    for (const name of ["constructor", "__proto__", "tostring", "toString", "hasOwnProperty"]) {
      expect(joinedHeader({ peer, rawHeaders: [], headers: {} }, name)).toBeUndefined();
    }
  });

  it("is the same from the raw lines as from Node's join of them", () => {
    const values = fc.dictionary(
      fc.constantFrom("X-Forwarded-For", "x-real-ip", "Forwarded"),
      fc.array(textOf("1., \t", 6), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(values, (lines) => {
        for (const name of ["x-forwarded-for", "x-real-ip", "forwarded"]) {
          expect(joinedHeader(joined(peer, lines), name)).toBe(
            joinedHeader(raw(peer, lines), name),
          );
        }
      }),
    );
  });
});
