import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress } from "../src/address/parse.ts";
import { Address } from "../src/address/address.ts";
import { readForwarded } from "../src/headers/forwarded.ts";
import { WalkState } from "../src/walk/walk-state.ts";
import { addressText, textOf } from "./arbitraries.ts";

function stateOf(lines: readonly string[]): WalkState {
  const state = new WalkState(0);
  state.begin({ peer: "10.0.0.1", rawHeaders: lines.flatMap((line) => ["Forwarded", line]) });
  return state;
}

/** Everything that hops say by these lines, one after the other, until one fails to. */
function readAll(lines: readonly string[]): string[] {
  const state = stateOf(lines);
  const said: string[] = [];
  for (;;) {
    const told = readForwarded(state);
    const port = state.reported.port < 0 ? "" : ` port ${state.reported.port}`;
    said.push(told === "address" ? formatAddress(state.reported) + port : told);
    if (told !== "address" && told !== "hidden") return said;
  }
}

/** RFC 7239 4 and 6 as expressions over whole elements: slow, and nothing like the reader. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const PAIR = `(?:${TOKEN}=(?:${TOKEN}|${QUOTED}))`;
const ELEMENT = new RegExp(`^${PAIR}?(?:;${PAIR}?)*$`);
const LINE = new RegExp(String.raw`^(?:[^",]|"(?:[^"\\]|\\[^])*")*$`);
const NODE = /^(unknown|_[\w.-]+|[\d.]+|\[[^\]]*\])(?::(\d{1,5}|_[\w.-]+))?$/i;

function withoutBlanks(text: string): string {
  return text.replaceAll(/^[ \t]+|[ \t]+$/g, "");
}

function parseConfig(element: string): string {
  const text = withoutBlanks(element);
  if (!ELEMENT.test(text)) return "malformed";
  const pairs = [...text.matchAll(new RegExp(`(${TOKEN})=(${TOKEN}|${QUOTED})`, "g"))];
  const fors = pairs.filter(([, name]) => name?.toLowerCase() === "for");
  const value = fors.length === 1 ? (fors[0]?.[2] ?? "") : "";
  const node = value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, "$1") : value;
  const [, name, port] = NODE.exec(node) ?? [];
  if (name === undefined) return "malformed";
  if (/^(unknown|_.*)$/i.test(name)) return "hidden";
  const bare = name.startsWith("[") ? name.slice(1, -1) : name;
  const address = new Address();
  const isIPv6 = bare.includes(":");
  if (isIPv6 !== (bare !== name) || !parseAddress(bare, 0, bare.length, address))
    return "malformed";
  if (port === undefined || port.startsWith("_")) return formatAddress(address);
  return Number(port) > 65_535 ? "malformed" : `${formatAddress(address)} port ${Number(port)}`;
}

/** What is behind one of the commas, or all, and is one complete element. */
function completeEndings(line: string): string[] {
  const starts = [0, ...[...line.matchAll(/,/g)].map(({ index }) => index + 1)];
  return starts
    .map((start) => line.slice(start))
    .filter((outcomeOf) => ELEMENT.test(withoutBlanks(outcomeOf)));
}

function expectedOf(lines: readonly string[]): string[] {
  const said: string[] = [];
  for (const line of lines.toReversed()) {
    for (let end = line.length; end >= 0;) {
      const [element] = completeEndings(line.slice(0, end));
      const meaning = element === undefined ? "malformed" : parseConfig(element);
      said.push(meaning);
      if (element === undefined || meaning === "malformed") return said;
      end -= element.length + 1;
    }
  }
  return [...said, "exhausted"];
}

/** The same by a parse from the left, which cuts a line where its quotes are closed, or says of all of it that they are not. */
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
    if (open !== "") return [...said, "malformed"];
    for (const element of elements.toReversed()) {
      const meaning = parseConfig(element);
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

describe("Forwarded", () => {
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

  it.each<[string, readonly string[], string]>([
    [String.raw`for=1.1.1.1;x="a\"b,c"`, ["1.1.1.1", "exhausted"], "an escaped quote and a comma"],
    [
      String.raw`for=1.1.1.1;x="a\\",for=2.2.2.2`,
      ["2.2.2.2", "1.1.1.1", "exhausted"],
      "an escaped backslash",
    ],
    [
      String.raw`for=1.1.1.1;x=\"a,b\"`,
      ["malformed"],
      "a backslash escapes nothing outside of quotes",
    ],
    ['x="a, for=1.1.1.1', ["1.1.1.1", "malformed"], "a quote that is not closed further left"],
    [
      String.raw`x="a, for=1.1.1.1;y="\"b"`,
      ["1.1.1.1", "malformed"],
      "a quote further left that one within the element seems to close",
    ],
    [",for=1.1.1.1", ["1.1.1.1", "malformed"], "an empty element first"],
    ["for=1.1.1.1,", ["malformed"], "an empty element last"],
    ['"for=1.1.1.1', ["malformed"], "a quote that begins the line"],
    ['for="1.1.1.1', ["malformed"], "a quote that is not closed"],
    ["", ["malformed"], "an empty line"],
    ["for:1.1.1.1", ["malformed"], "a colon for the equals sign"],
    ["for 1.1.1.1", ["malformed"], "a blank for it"],
    ['for"1.1.1.1"', ["malformed"], "a quote for it"],
    ["for=1.1.1.1;x:y", ["malformed"], "a colon for it in another pair"],
    ["for=1.1.1.1;x", ["malformed"], "a name and nothing behind it"],
  ])("%s is %j: %s", (text, expected) => {
    expect(readAll([text])).toEqual(expected);
    expect(expectedOf([text])).toEqual(expected);
  });

  it.each([
    ["192.0.2.1", "192.0.2.1", "IPv4"],
    ["192.0.2.1:80", "192.0.2.1 port 80", "with a port"],
    ["192.0.2.1:0", "192.0.2.1 port 0", "with the least port"],
    ["192.0.2.1:65535", "192.0.2.1 port 65535", "with the greatest port"],
    ["192.0.2.1:65536", "malformed", "a port too large"],
    ["192.0.2.1:000080", "malformed", "six digits"],
    ["192.0.2.1:", "malformed", "no port behind the colon"],
    ["192.0.2.1:_p.1-x", "192.0.2.1", "an obfuscated port"],
    ["192.0.2.1:_p1", "192.0.2.1", "an obfuscated port that ends in a digit"],
    ["192.0.2.1:_", "malformed", "nothing obfuscated"],
    ["[2001:db8::]", "2001:db8::", "a colon before the bracket"],
    ["192.0.2.1:x_p", "malformed", "neither number nor obfuscated"],
    ["192.0.2.1:80x", "malformed", "a port with a letter"],
    ["192.0.2.1:x80", "malformed", "a port behind a letter"],
    ["192.0.2.1:_p p", "malformed", "a blank in an obfuscated port"],
    ["192.0.2.1:80:80", "malformed", "two ports"],
    ["192.0.2.1:0:_p", "malformed", "two ports, one of them obfuscated"],
    ["[2001:_p:db8::1]", "malformed", "an obfuscated port further in"],
    ["[2001:db8::1]", "2001:db8::1", "IPv6"],
    ["[2001:db8::1]:80", "2001:db8::1 port 80", "with a port"],
    ["[2001:db8::1]80", "malformed", "no colon before the port"],
    ["[2001:db8::1]x:80", "malformed", "something between bracket and port"],
    ["[2001:db8::1", "malformed", "no closing bracket"],
    ["2001:db8::1]", "malformed", "no opening bracket"],
    ["x[2001:db8::1]", "malformed", "something before the bracket"],
    ["[[2001:db8::1]]", "malformed", "two brackets"],
    ["[2001:db8::1]]", "malformed", "two closing brackets"],
    ["[]", "malformed", "nothing in brackets"],
    ["]", "malformed", "a bracket alone"],
    ["[::ffff:192.0.2.1]", "192.0.2.1", "mapped"],
    ["[192.0.2.1]", "malformed", "IPv4 in brackets"],
    ["[192.0.2.1]:80", "malformed", "IPv4 in brackets with a port"],
    ["2001:db8::1", "malformed", "IPv6 without brackets"],
    ["::1", "malformed", "IPv6 that begins with a colon"],
    [":80", "malformed", "a port alone"],
    [":", "malformed", "a colon alone"],
    ["unknown", "hidden", "unknown"],
    ["UnKnown:80", "hidden", "in any case, with a port"],
    ["unknown:_p", "hidden", "with an obfuscated port"],
    ["unknown:x", "malformed", "with a port that is none"],
    ["unknown:_", "malformed", "with nothing obfuscated for a port"],
    ["unknown1", "malformed", "a word that begins so"],
    ["_a", "hidden", "obfuscated"],
    ["_A.b-9_:80", "hidden", "with every kind of character, and a port"],
    ["_", "malformed", "nothing obfuscated"],
    ["a_b", "malformed", "an underscore that does not come first"],
    ["_a/", "malformed", "a character that obfuscated identifiers do not have"],
    ["_a b", "malformed", "a blank"],
  ])("the node %j is %s: %s", (text, expected) => {
    expect(readAll([`for="${text}"`])[0]).toBe(expected);
    expect(parseConfig(`for="${text}"`)).toBe(expected);
  });

  it.each([
    [String.raw`for="192\.0.2.1"`, "192.0.2.1", "a quoted pair is what it quotes"],
    [String.raw`for="\192.0.2.1\:80"`, "192.0.2.1 port 80", "as often as it comes"],
    [String.raw`by="a\\\"b";for=192.0.2.1`, "192.0.2.1", "a quoted backslash and a quoted quote"],
    ["for=192.0.2.1;", "192.0.2.1", "an empty pair at the end"],
    [';by="a', "malformed", "an open quote behind an empty pair"],
    [";;for=192.0.2.1", "192.0.2.1", "empty pairs at the beginning"],
    ["for=192.0.2.1;;", "192.0.2.1", "empty pairs at the end"],
    ["a=b;for=192.0.2.1;c=d", "192.0.2.1", "between others"],
    ["a=;for=192.0.2.1", "malformed", "a value that is empty"],
    ['a="";for=192.0.2.1', "192.0.2.1", "a quoted value that is empty"],
    ["=b;for=192.0.2.1", "malformed", "a name that is empty"],
    ["for=192.0.2.1 ;a=b", "malformed", "a blank before the semicolon"],
    ["for=192.0.2.1; a=b", "malformed", "a blank behind it"],
    ["for=192.0.2.1;for", "malformed", "a name alone"],
    ["xfor=192.0.2.1", "malformed", "a name that ends so"],
    ["forx=192.0.2.1", "malformed", "a name that begins so"],
    ["FoR=192.0.2.1", "192.0.2.1", "in any case"],
    ["for=192.0.2.1;fOr=192.0.2.1", "malformed", "twice, in any case"],
    [" \tfor=192.0.2.1\t ", "192.0.2.1", "blanks around the element"],
    ["for=192.0.2.1\u00a0", "malformed", "NBSP is no blank"],
    ["", "malformed", "nothing"],
    [";", "malformed", "empty pairs alone"],
  ])("the element %j is %s: %s", (text, expected) => {
    expect(readAll([text])[0]).toBe(expected);
    expect(parseConfig(text)).toBe(expected);
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
        const meaning = parseConfig(own);
        fc.pre(meaning !== "malformed");
        expect(readAll([`${before},${own}`])[0]).toBe(meaning);
      }),
      { numRuns: 600 },
    );
  });

  it("is scanned up to 4,096 characters in all, the comma in front of each element among them", () => {
    const half = "for=1.2.3.4;x=".padEnd(2_047, "y");
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
  ])("names its peer by up to 256 characters: %i are %s", (length, told) => {
    expect(readAll([`for=_${"a".repeat(length - 1)}`])[0]).toBe(told);
    expect(readAll([`for="_${"a".repeat(length - 1)}"`])[0]).toBe(told);
  });

  it("begins anew with the next request", () => {
    const state = stateOf(["for=1.1.1.1, for=2.2.2.2"]);
    for (let request = 0; request < 2; request++) {
      expect(readForwarded(state)).toBe("address");
      expect(formatAddress(state.reported)).toBe("2.2.2.2");
      state.begin(state.evidence);
    }
  });
});
