import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Address } from "../src/address/address.ts";
import { formatAddress, parseEndpoint } from "../src/address/parse.ts";
import { commaBefore, isBlank, setTrimmedSlice } from "../src/headers/scan.ts";
import { readList } from "../src/headers/list.ts";
import { WalkState } from "../src/walk/walk-state.ts";
import { addressText, nearlyAddress, textOf } from "./arbitraries.ts";

const NAME = "x-forwarded-for";

function stateOf(lines: readonly string[]): WalkState {
  const state = new WalkState(1);
  state.begin({ peer: "10.0.0.1", rawHeaders: lines.flatMap((line) => [NAME, line]) });
  return state;
}

/** Everything that hops of this kind say, one after the other, until one fails to. */
function readAll(state: WalkState, appends: number): string[] {
  const said: string[] = [];
  for (;;) {
    const told = readList(state, NAME, appends, 0);
    said.push(told === "address" ? formatAddress(state.reported) : told);
    if (told !== "address" && told !== "hidden") return said;
  }
}

/** The same by splitting, as it is not done on the request path. */
function splitAll(lines: readonly string[], appends: number): string[] {
  if (lines.length === 0) return ["missing"];
  const elements = lines.join(",").split(",");
  const said: string[] = [];
  while (elements.length > 0) {
    let last = "";
    for (let i = 0; i < appends; i++) {
      const element = elements.pop();
      if (element === undefined) return [...said, "missing"];
      const text = element.replaceAll(/^[ \t]+|[ \t]+$/g, "");
      const address = new Address();
      const found = parseEndpoint(text, 0, text.length, address);
      const hidden = i === appends - 1 && text.toLowerCase() === "unknown";
      if (!found && !hidden) return [...said, "malformed"];
      last = found ? formatAddress(address) : "hidden";
    }
    said.push(last);
  }
  return [...said, "exhausted"];
}

const element = fc
  .tuple(
    textOf(" \t", 2),
    fc.oneof(
      { weight: 8, arbitrary: addressText },
      { weight: 2, arbitrary: fc.constantFrom("unknown", "UnKnown", "", "[::1]:80", "1.2.3.4:5") },
      { weight: 1, arbitrary: nearlyAddress },
    ),
    textOf(" \t", 2),
  )
  .map((parts) => parts.join(""));

const lines = fc.array(
  fc.array(element, { minLength: 1, maxLength: 5 }).map((elements) => elements.join(",")),
  { maxLength: 3 },
);

describe("a list header", () => {
  it("says, hop by hop, what splitting all of its lines at the commas says", () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 3 }), (values, appends) => {
        expect(readAll(stateOf(values), appends)).toEqual(splitAll(values, appends));
      }),
      { numRuns: 500 },
    );
  });

  it("of any text comes to an end within as many hops as it has elements", () => {
    fc.assert(
      fc.property(fc.array(textOf("1.:[]un,, \t", 40), { maxLength: 3 }), (values) => {
        const said = readAll(stateOf(values), 1);
        expect(said.length).toBeLessThanOrEqual(values.join(",").split(",").length + 1);
      }),
    );
  });

  it("that is absent is missing, one that is empty malformed", () => {
    expect(readAll(stateOf([]), 1)).toEqual(["missing"]);
    expect(readAll(stateOf([""]), 1)).toEqual(["malformed"]);
  });

  it("says the same again for the next request", () => {
    const state = stateOf(["1.1.1.1, 2.2.2.2"]);
    const first = readAll(state, 1);
    state.begin(state.evidence);
    expect(readAll(state, 1)).toEqual(first);
    expect(first).toEqual(["2.2.2.2", "1.1.1.1", "exhausted"]);
  });

  it("is read on by the place of its own among several", () => {
    const state = new WalkState(2);
    const rawHeaders = ["X-One", "1.1.1.1, 1.1.1.2", "X-Two", "2.2.2.1, 2.2.2.2"];
    state.begin({ peer: "10.0.0.1", rawHeaders });
    const order = [
      ["x-one", 0],
      ["x-two", 1],
      ["x-one", 0],
      ["x-two", 1],
    ] as const;
    const said = order.map(([name, place]) => {
      expect(readList(state, name, 1, place)).toBe("address");
      return formatAddress(state.reported);
    });
    expect(said).toEqual(["1.1.1.2", "2.2.2.2", "1.1.1.1", "2.2.2.1"]);
  });
});

/** A list whose last element has this many characters. */
const padded = (width: number): string => `1.2.3.4,${"5.6.7.8".padStart(width)}`;

describe("what is scanned of a list", () => {
  test("is up to 4,096 characters, the comma in front among them", () => {
    expect(readList(stateOf([padded(4_095)]), NAME, 1, 0)).toBe("address");
    expect(readList(stateOf([padded(4_096)]), NAME, 1, 0)).toBe("too-long");
  });

  test.each([
    ["1.2.3.4,", "", "an address"],
    ["1.2.3.4,", " ", "an address and blanks behind it"],
    ["x", " ", "something else in front of blanks"],
    [",", "x", "something else"],
    [",", "1", "digits"],
    [",", ":", "colons"],
    [",", "[", "brackets"],
  ])("is no more than that, wherever it is spent: %j and %j", (left, padding) => {
    for (const address of ["5.6.7.8", "5.6.7.8:9", "2001:db8::1", "[2001:db8::1]:9"]) {
      const text = `${left}${" ".repeat(4_096)}${address}${padding.repeat(4_096)}`;
      expect(readList(stateOf([text]), NAME, 1, 0)).toBe("too-long");
    }
  });

  test("is pathOfCount over all hops together", () => {
    const state = stateOf([`${"1.2.3.4".padStart(2_048)},${"5.6.7.8".padStart(2_047)}`]);
    expect(readList(state, NAME, 1, 0)).toBe("address");
    expect(readList(state, NAME, 1, 0)).toBe("too-long");
  });

  test("does not grow by padding on the left of what is read", () => {
    expect(readList(stateOf([`${"x".repeat(1_000_000)},5.6.7.8`]), NAME, 1, 0)).toBe("address");
  });
});

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

describe("blanks", () => {
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
