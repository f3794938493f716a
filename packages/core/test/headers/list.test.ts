import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { ask } from "../support/ask.ts";
import { Address } from "../../src/address/address.ts";
import { formatAddress, parseEndpoint } from "../../src/address/parse.ts";
import { readList } from "../../src/headers/list.ts";
import { WalkState } from "../../src/walk/walk-state.ts";
import { addressText, nearlyAddress, textOf } from "../support/arbitraries.ts";
import type { Hop } from "../../src/index.ts";
import { createResolver } from "../../src/index.ts";

const CLIENT = "203.0.113.7";
const hop: Hop = { name: "proxy", address: "10.0.0.1", tells: "x-forwarded-for" };
const two: Hop[] = [{ name: "outer", address: "any", tells: "x-forwarded-for" }, hop];
const three: Hop[] = [{ name: "first", address: "any", tells: "x-forwarded-for" }, ...two];
const google: Hop = { ...hop, tells: { list: "x-forwarded-for", appends: 2 } };
const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "x-forwarded-for", repeat: true };
const list = (path: Hop | Hop[], values: string | string[]) =>
  ask(path, "10.0.0.1", { "X-Forwarded-For": values });
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });
const NAME = "x-forwarded-for";
const FORM = { header: NAME, appends: 1, format: undefined, oneLine: false };

function stateOf(lines: readonly string[]): WalkState {
  const state = new WalkState(1);
  state.begin({ peer: "10.0.0.1", rawHeaders: lines.flatMap((line) => [NAME, line]) });
  return state;
}

/** Everything that hops of this kind say, one after the other, until one fails to. */
function readAll(state: WalkState, appends: number): string[] {
  const said: string[] = [];
  for (;;) {
    const result = readList(state, { ...FORM, appends }, 0, false);
    said.push(result === "address" ? formatAddress(state.reported) : result);
    if (result !== "address" && result !== "hidden") return said;
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

/** A list whose last element has this many characters. */
const padded = (width: number): string => `1.2.3.4,${"5.6.7.8".padStart(width)}`;

describe("last-line-first: the last line first, its last element first", () => {
  it.each<[Hop | Hop[], string[], string]>([
    // [path, lines, why the row exists]
    [hop, ["6.6.6.6", CLIENT], "HAProxy writes its own line below the forged one"],
    [hop, ["6.6.6.6, 7.7.7.7", `8.8.8.8, ${CLIENT}`], "the last element of the last line"],
    [two, ["6.6.6.6, 203.0.113.7", "198.51.100.4"], "the walk goes on in the line above"],
    [two, ["6.6.6.6", `${CLIENT}, 198.51.100.4`], "two of the same line"],
    [three, ["6.6.6.6", CLIENT, "198.51.100.4", "198.51.100.5"], "one a line"],
    [three, [`6.6.6.6,${CLIENT}`, "198.51.100.4 ,\t198.51.100.5"], "blanks around commas"],
  ])("row %#: %j %j (%s)", (path, several) => {
    expect(list(path, several)).toMatchObject({ ip: CLIENT, source: "x-forwarded-for" });
  });

  it("headers of other names between the lines change nothing", () => {
    const rawHeaders = [
      "x-forwarded-for",
      "6.6.6.6",
      "A",
      "1",
      "X-FORWARDED-FOR",
      CLIENT,
      "B",
      "2",
    ];
    expect(createResolver(hop).resolve({ peer: "10.0.0.1", rawHeaders })).toMatchObject({
      ip: CLIENT,
    });
  });

  it("one-line: several lines are ambiguous if the hop sends one", () => {
    const router: Hop = { ...hop, tells: { list: "X-Forwarded-For", oneLine: true } };
    expect(list(router, [`6.6.6.6, ${CLIENT}`, "7.7.7.7"])).toMatchObject(unresolved("ambiguous"));
    expect(list(router, [CLIENT, ""])).toMatchObject(unresolved("ambiguous"));
    expect(list(router, `6.6.6.6, ${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(list([router, hop], [CLIENT, "10.0.0.1"])).toMatchObject(unresolved("ambiguous"));
    const ofJoined = (text: string, more: object) =>
      createResolver(router).resolve({ peer: "10.0.0.1", rawHeaders: [NAME, text], ...more });
    expect(ofJoined(`${CLIENT}, 7.7.7.7`, { joined: true }).status).toBe("ambiguous");
    expect(ofJoined(CLIENT, { joined: true }).ip).toBe(CLIENT);
    const alone = { rawHeaders: [], headers: { [NAME]: `${CLIENT}, 7.7.7.7` } };
    expect(ofJoined("", alone).status).toBe("ambiguous");
    expect(ofJoined("", { rawHeaders: [], headers: { [NAME]: CLIENT } }).ip).toBe(CLIENT);
  });

  it("a list is one list, however its name is spelt in the path", () => {
    const path: Hop[] = [{ ...hop, address: "any", tells: { list: "X-Forwarded-For" } }, hop];
    expect(list(path, `6.6.6.6, ${CLIENT}, 198.51.100.4`)).toMatchObject({ ip: CLIENT });
  });

  it("each list of a path is read by itself", () => {
    const path: Hop[] = [
      { ...hop, address: "any", tells: "x-forwarded-for" },
      { ...hop, address: "any", tells: { list: "X-Chain" } },
      hop,
    ];
    const several = {
      "X-Forwarded-For": `6.6.6.6, ${CLIENT}, 198.51.100.4`,
      "X-Chain": "7.7.7.7, 198.51.100.5",
    };
    expect(ask(path, "10.0.0.1", several)).toMatchObject({ ip: CLIENT, source: "x-forwarded-for" });
  });

  it("a list header of another name is read alike", () => {
    const custom: Hop = { ...hop, tells: { list: "X-Chain" } };
    expect(
      ask(custom, "10.0.0.1", { "X-Forwarded-For": "6.6.6.6", "x-chain": ["6.6.6.6", CLIENT] }),
    ).toMatchObject({ ip: CLIENT, source: "x-chain" });
  });
});

describe("empty-element: an empty element where a hop should have written is malformed", () => {
  it.each([
    [hop, "", "an empty header"],
    [hop, " \t", "a blank one"],
    [hop, `${CLIENT},`, "an empty last element"],
    [hop, `${CLIENT}, \t`, "a blank last element"],
    [hop, ",", "only a comma"],
    [hop, [CLIENT, ""], "an empty last line"],
    [two, `6.6.6.6,,198.51.100.4`, "an empty element where the outer hop wrote"],
    [two, ["6.6.6.6", "", "198.51.100.4"], "an empty line where the outer hop wrote"],
    [two, ["6.6.6.6,", "198.51.100.4"], "an empty element at the end of the line above"],
    [two, ",198.51.100.4", "an empty first element"],
    [range, `${CLIENT},,10.0.0.2`, "inside a range"],
    [google, `${CLIENT},`, "the appended element that is skipped"],
    [google, ["6.6.6.6", CLIENT, ""], "the same as a line"],
    [google, `,${CLIENT}`, "the appended element that names the peer"],
  ] as [Hop | Hop[], string | string[], string][])("row %#: %j %j (%s)", (path, values) => {
    expect(list(path, values)).toMatchObject(unresolved("malformed"));
  });

  it.each([
    // The neighbors: what no hop consumes is not looked at.
    [hop, `,${CLIENT}`],
    [hop, ["", CLIENT]],
    [hop, [", ,1.2.3.4,,", CLIENT]],
    [two, `,${CLIENT},198.51.100.4`],
    [google, `,${CLIENT},34.1.1.1`],
  ] as [Hop | Hop[], string | string[]][])(
    "consumed-elements-only: an empty element left of them changes nothing: %j %j",
    (path, values) => {
      expect(list(path, values)).toMatchObject({ ip: CLIENT });
    },
  );

  it("consumed-elements-only: junk left of them changes nothing", () => {
    expect(list(hop, `junk, <script>, 127.0.0.6, ${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(list(two, `junk, ${CLIENT}, 198.51.100.4`)).toMatchObject({ ip: CLIENT });
    expect(list(two, `${CLIENT}, junk`)).toMatchObject(unresolved("malformed"));
    expect(list(two, `junk, 198.51.100.4`)).toMatchObject(unresolved("malformed"));
  });

  it("consumed-elements-only: all n elements of `appends: n` are validated", () => {
    expect(list(google, `junk, ${CLIENT}, 34.1.1.1`)).toMatchObject({ ip: CLIENT });
    expect(list(google, `${CLIENT}, junk`)).toMatchObject(unresolved("malformed"));
    expect(list(google, `${CLIENT}, 34.1.1.01`)).toMatchObject(unresolved("malformed"));
    expect(list(google, "junk, 34.1.1.1")).toMatchObject(unresolved("malformed"));
    // Whatever it says of itself, the appended element must be an address.
    expect(list(google, `${CLIENT}, unknown`).ip).toBeUndefined();
    const wide: Hop = { ...hop, tells: { list: "x-forwarded-for", appends: 3 } };
    expect(list(wide, `${CLIENT}, 34.1.1.1, 34.1.1.2`)).toMatchObject({ ip: CLIENT });
    expect(list(wide, `${CLIENT}, junk, 34.1.1.2`)).toMatchObject(unresolved("malformed"));
    expect(list(wide, `${CLIENT}, 34.1.1.1, junk`)).toMatchObject(unresolved("malformed"));
  });

  it("unknown-hides: `unknown` in any list hides the peer", () => {
    expect(list(hop, `6.6.6.6, unknown`)).toMatchObject(unresolved("hidden"));
    expect(list(two, `6.6.6.6, unknown, 198.51.100.4`)).toMatchObject(unresolved("hidden"));
    expect(list(two, `${CLIENT}, unknown`)).toMatchObject(unresolved("hidden"));
    expect(list(hop, `unknown, ${CLIENT}`)).toMatchObject({ ip: CLIENT });
    expect(list(hop, "unknowns")).toMatchObject(unresolved("malformed"));
    expect(list(hop, "unknow")).toMatchObject(unresolved("malformed"));
    const custom: Hop = { ...hop, tells: { list: "X-Chain" } };
    expect(ask(custom, "10.0.0.1", { "X-Chain": "unknown" })).toMatchObject(unresolved("hidden"));
  });

  it("absent-is-missing: a list that is used up before a hop's element", () => {
    expect(ask(hop, "10.0.0.1")).toMatchObject(unresolved("missing"));
    expect(list(two, CLIENT)).toMatchObject(unresolved("missing"));
    expect(list(three, ["198.51.100.4", CLIENT])).toMatchObject(unresolved("missing"));
    expect(list(google, CLIENT)).toMatchObject(unresolved("missing"));
  });
});

describe("last-line-first: any list header", () => {
  it("says, hop by hop, what splitting all of its lines at the commas says", () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 3 }), (values, appends) => {
        expect(readAll(stateOf(values), appends)).toEqual(splitAll(values, appends));
      }),
      { numRuns: 500 },
    );
  });

  it("comes to an end within as many hops as it has elements", () => {
    fc.assert(
      fc.property(fc.array(textOf("1.:[]un,, \t", 40), { maxLength: 3 }), (values) => {
        const said = readAll(stateOf(values), 1);
        expect(said.length).toBeLessThanOrEqual(values.join(",").split(",").length + 1);
      }),
    );
  });

  it("absent-is-missing: an absent list is missing, an empty one malformed", () => {
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
      expect(readList(state, { ...FORM, header: name }, place, false)).toBe("address");
      return formatAddress(state.reported);
    });
    expect(said).toEqual(["1.1.1.2", "2.2.2.2", "1.1.1.1", "2.2.2.1"]);
  });
});

describe("scan-limit: what is scanned of a list", () => {
  it("4,096 characters are scanned, the comma in front among them", () => {
    expect(readList(stateOf([padded(4_095)]), FORM, 0, false)).toBe("address");
    expect(readList(stateOf([padded(4_096)]), FORM, 0, false)).toBe("too-long");
  });

  it.each([
    ["1.2.3.4,", "", "an address"],
    ["1.2.3.4,", " ", "an address and blanks behind it"],
    ["x", " ", "something else in front of blanks"],
    [",", "x", "something else"],
    [",", "1", "digits"],
    [",", ":", "colons"],
    [",", "[", "brackets"],
  ])("4,096 characters are the limit, wherever they are spent: %j and %j", (left, padding) => {
    for (const address of ["5.6.7.8", "5.6.7.8:9", "2001:db8::1", "[2001:db8::1]:9"]) {
      const text = `${left}${" ".repeat(4_096)}${address}${padding.repeat(4_096)}`;
      expect(readList(stateOf([text]), FORM, 0, false)).toBe("too-long");
    }
  });

  it("the characters of all hops count together", () => {
    const state = stateOf([`${"1.2.3.4".padStart(2_048)},${"5.6.7.8".padStart(2_047)}`]);
    expect(readList(state, FORM, 0, false)).toBe("address");
    expect(readList(state, FORM, 0, false)).toBe("too-long");
  });

  it("padding on the left of what is read does not count", () => {
    expect(readList(stateOf([`${"x".repeat(1_000_000)},5.6.7.8`]), FORM, 0, false)).toBe("address");
  });
});
