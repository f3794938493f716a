import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commaBefore, isBlank, setTrimmedSlice } from "../../src/headers/scan.ts";
import { WalkState } from "../../src/walk/walk-state.ts";
import { textOf } from "../support/arbitraries.ts";

const NAME = "x-forwarded-for";

function stateOf(lines: readonly string[]): WalkState {
  const state = new WalkState(1);
  state.begin({ peer: "10.0.0.1", rawHeaders: lines.flatMap((line) => [NAME, line]) });
  return state;
}

describe("the comma before a place", () => {
  it("is the last one of the text in front of it", () => {
    fc.assert(
      fc.property(textOf(",a", 12), fc.nat(12), (text, place) => {
        const end = Math.min(place, text.length);
        expect(commaBefore(text, end, 0)).toBe(text.slice(0, end).lastIndexOf(","));
      }),
    );
  });

  it("is looked for no further than a place, and taken to be in front of it otherwise", () => {
    fc.assert(
      fc.property(textOf(",a", 12), fc.nat(12), fc.nat(12), (text, one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const whole = text.padEnd(12, "a");
        const within = whole.slice(start, end).lastIndexOf(",");
        expect(commaBefore(whole, end, start)).toBe(start + within);
      }),
    );
  });
});

describe("spaces-and-tabs: the blanks around an element", () => {
  it("are SP and HTAB alone", () => {
    const blanks = Array.from({ length: 65_536 }, (_, code) => code).filter((code) =>
      isBlank(code),
    );
    expect(blanks).toEqual([9, 32]);
  });

  it("are left out at both ends of what is looked at, and nowhere else", () => {
    const state = stateOf([]);
    fc.assert(
      fc.property(textOf(" \t\n\u00a0a", 8), textOf(" \ta", 8), (text, around) => {
        const whole = around + text + around;
        setTrimmedSlice(state.reported, whole, around.length, around.length + text.length);
        expect(state.element).toBe(text.replaceAll(/^[ \t]+|[ \t]+$/g, ""));
      }),
    );
  });
});
