import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAddress } from "../../src/address/parse.ts";
import { readForwarded } from "../../src/headers/forwarded.ts";
import { addressText, textOf } from "../support/arbitraries.ts";
import { ask } from "../support/ask.ts";
import {
  completeEndings,
  elementMeaning,
  expectedOf,
  LINE,
  readAll,
  stateOf,
  STRICT,
  UNQUOTED,
} from "../support/forwarded-reference.ts";
import type { Hop } from "../../src/index.ts";

/**
 * The same by a parse from the left, which cuts a line where its quotes are closed, or says of all
 * of it that they are not.
 */
function expectedFromTheLeft(lines: readonly string[]): string[] {
  const said: string[] = [];
  for (const line of lines.toReversed()) {
    const elements: string[] = [];
    let open = "";
    for (const piece of line.split(",")) {
      const text = open + piece;
      open = LINE.test(text) ? "" : `${text},`;
      if (open === "") elements.push(text);
    }
    if (open !== "" || UNQUOTED.test(elements.slice(0, -1).join(","))) {
      return [...said, "malformed"];
    }
    for (const element of elements.toReversed()) {
      const meaning = elementMeaning(element);
      said.push(meaning);
      if (meaning === "malformed") return said;
    }
  }
  return [...said, "exhausted"];
}

const node = fc
  .tuple(
    fc.oneof(
      addressText.map((text) => (text.includes(":") ? `[${text}]` : text)),
      fc.constantFrom(
        "unknown",
        "UNKNOWN",
        "_hidden",
        "_",
        "_a.b-c",
        "[",
        "[]",
        "[1.2.3.4]",
        "::1",
      ),
    ),
    fc.constantFrom("", "", ":80", ":0", ":65535", ":65536", ":_p", ":", ":x", ":000001"),
  )
  .map((parts) => parts.join(""));
const pair = fc.oneof(
  { weight: 6, arbitrary: node.map((text) => `for="${text}"`) },
  { weight: 2, arbitrary: node.map((text) => `For=${text}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "by=1",
      "proto=http",
      String.raw`x="a,b;\"c\""`,
      "",
      'by="',
      "y=",
      "=",
    ),
  },
  { weight: 1, arbitrary: textOf('for="1.2\\;,: =[]', 12) },
);
const element = fc
  .tuple(textOf(" \t", 1), fc.array(pair, { minLength: 1, maxLength: 2 }), textOf(" \t", 1))
  .map(([before, pairs, after]) => before + pairs.join(";") + after);
const line = fc
  .array(element, { minLength: 1, maxLength: 3 })
  .map((elements) => elements.join(","));
const forwarded = fc.oneof(line, textOf('for="1.2\\;,: =[]_\t', 24));
const CLIENT = "203.0.113.7";
const hop: Hop = { name: "proxy", address: "10.0.0.1", tells: "forwarded" };
const says = (values: string | string[], path: Hop | Hop[] = hop) =>
  ask(path, "10.0.0.1", { Forwarded: values });
const unresolved = (status: string) => ({ ip: undefined, source: undefined, status });

describe("forwarded-line-alone: any Forwarded lines", () => {
  it("says, hop by hop, what the grammar of RFC 7239 says of its elements", () => {
    fc.assert(
      fc.property(fc.array(forwarded, { maxLength: 3 }), (lines) => {
        expect(readAll(lines)).toEqual(expectedOf(lines));
      }),
      { numRuns: 1200 },
    );
  });

  it("has no more than one complete element that reaches to the end of a line", () => {
    fc.assert(
      fc.property(forwarded, (text) => {
        expect(completeEndings(text).length).toBeLessThan(2);
      }),
      { numRuns: 1200 },
    );
  });

  it("says what a parse from the left says, as far as that does not lose its way", () => {
    fc.assert(
      fc.property(fc.array(forwarded, { maxLength: 3 }), (lines) => {
        const expected = expectedFromTheLeft(lines);
        const sure = expected.filter((meaning) => meaning !== "malformed");
        expect(readAll(lines).slice(0, sure.length)).toEqual(sure);
      }),
      { numRuns: 1200 },
    );
  });

  it("reads the hop's own line, whatever the client's lines hold", () => {
    fc.assert(
      fc.property(fc.array(line), addressText, (forged, client) => {
        const said = client.includes(":") ? `for="[${client}]"` : `for=${client}`;
        expect(readAll([...forged, said])[0]).toBe(readAll([said])[0]);
      }),
    );
  });

  it("reads the hop's own element, whatever was put in front of it in one line", () => {
    const forged = fc.oneof(forwarded, fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(forged, element, (before, own) => {
        const meaning = elementMeaning(own);
        fc.pre(meaning !== "malformed");
        const expected = UNQUOTED.test(before) ? "malformed" : meaning;
        expect(readAll([`${before},${own}`])[0]).toBe(expected);
      }),
      { numRuns: 600 },
    );
  });

  it("scan-limit: 4,096 characters in all, the comma in front of each element among them", () => {
    const half = "for=1.2.3.4;by=".padEnd(2_047, "y");
    const whole = half.padEnd(4_095, "y");
    expect(readAll([whole])).toEqual(["1.2.3.4", "exhausted"]);
    expect(readAll([`${whole}y`])).toEqual(["too-long"]);
    expect(readAll([`for=6.6.6.6,${whole}`])[0]).toBe("1.2.3.4");
    expect(readAll([`for=6.6.6.6,${whole}y`])).toEqual(["too-long"]);
    expect(readAll([half, half])).toEqual(["1.2.3.4", "1.2.3.4", "exhausted"]);
    expect(readAll([`${half}y`, half])).toEqual(["1.2.3.4", "too-long"]);
    expect(readAll([`${half}y,${half}`])).toEqual(["1.2.3.4", "too-long"]);
  });

  it.each([
    [256, "hidden"],
    [257, "too-long"],
  ])("forwarded-node-limit: a node has up to 256 characters: %i are %s", (length, result) => {
    expect(readAll([`for=_${"a".repeat(length - 1)}`])[0]).toBe(result);
    expect(readAll([`for="_${"a".repeat(length - 1)}"`])[0]).toBe(result);
  });

  it("nothing-carried-over: the next request begins anew", () => {
    const state = stateOf(["for=1.1.1.1, for=2.2.2.2"]);
    for (let request = 0; request < 2; request++) {
      expect(readForwarded(state, STRICT)).toBe("address");
      expect(formatAddress(state.reported)).toBe("2.2.2.2");
      state.begin(state.evidence);
    }
  });
});

describe("scan-limit: Forwarded", () => {
  it("padding in lines on the left does not cause a refusal", () => {
    const junk = "for=1.1.1.1,".repeat(6_000);
    expect(says([junk, `for=${CLIENT}`])).toMatchObject({ ip: CLIENT });
  });

  it.each(["for=1.1.1.1,", '"', '\\"', 'for="1.1.1.1', 'x="\\'])(
    "%s again and again in front of the hop's own element does not cause a refusal",
    (padding) => {
      const whole = `${padding.repeat(70_000 / padding.length)}, for="${CLIENT}";by=_a`;
      expect(says(whole)).toMatchObject({ ip: CLIENT });
    },
  );

  it("4 KiB in the element that is read are too-long, never an address", () => {
    const padded = (size: number) => `for=${CLIENT};ext="${"x".repeat(size)}"`;
    expect(says(padded(4_000))).toMatchObject({ ip: CLIENT });
    expect(says(padded(4_100))).toMatchObject(unresolved("too-long"));
    expect(says(padded(70_000))).toMatchObject(unresolved("too-long"));
  });

  it("hop-limit: a request walks 32 Forwarded hops and no more", () => {
    const range: Hop = { name: "range", address: "10.0.0.0/8", tells: "forwarded", repeat: true };
    const whole = (trusted: number) => `for=${CLIENT}${",for=10.0.0.2".repeat(trusted)}`;
    expect(says(whole(31), range)).toMatchObject({ ip: CLIENT });
    expect(says(whole(32), range)).toMatchObject(unresolved("too-long"));
  });
});
