import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress, Address } from "../src/address.ts";
import { readForwarded } from "../src/forwarded.ts";
import { State } from "../src/state.ts";
import { addressText, textOf } from "./arbitraries.ts";

function stateOf(lines: readonly string[]): State {
  const state = new State(0);
  state.begin({ peer: "10.0.0.1", rawHeaders: lines.flatMap((line) => ["Forwarded", line]) });
  return state;
}

/** Everything that hops say by these lines, one after the other, until one fails to. */
function readAll(lines: readonly string[]): string[] {
  const state = stateOf(lines);
  const said: string[] = [];
  for (;;) {
    const told = readForwarded(state);
    const port = state.told.port < 0 ? "" : ` port ${state.told.port}`;
    said.push(told === "address" ? formatAddress(state.told) + port : told);
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

function elementsOf(line: string): string[] {
  const elements: string[] = [];
  let open = "";
  for (const piece of line.split(",")) {
    const text = open + piece;
    // A comma cuts where the quotes before it are closed.
    open = LINE.test(text) ? "" : `${text},`;
    if (open === "") elements.push(text);
  }
  return open === "" ? elements : [...elements, open.slice(0, -1)];
}

function meaningOf(element: string): string {
  const text = element.replaceAll(/^[ \t]+|[ \t]+$/g, "");
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

function expectedOf(lines: readonly string[]): string[] {
  const said: string[] = [];
  for (const line of lines.toReversed()) {
    const elements = elementsOf(line);
    if (!LINE.test(elements.at(-1) ?? "")) return [...said, "malformed"];
    for (const element of elements.toReversed()) {
      const meaning = meaningOf(element);
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

describe("Forwarded", () => {
  it("says, hop by hop, what the grammar of RFC 7239 says of its elements", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 3 }), (lines) => {
        expect(readAll(lines)).toEqual(expectedOf(lines));
      }),
      { numRuns: 600 },
    );
  });

  it("says the same of text that is hardly Forwarded", () => {
    fc.assert(
      fc.property(fc.array(textOf('for="1.2\\;,: =[]_\t', 24), { maxLength: 3 }), (lines) => {
        expect(readAll(lines)).toEqual(expectedOf(lines));
      }),
      { numRuns: 600 },
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

  it("reads the hop's own element, or none, where it was put behind the client's in one line", () => {
    fc.assert(
      fc.property(line, (forged) => {
        expect(["203.0.113.9", "malformed"]).toContain(readAll([`${forged}, for=203.0.113.9`])[0]);
      }),
      { numRuns: 300 },
    );
  });

  it("is scanned up to 65,536 characters in all", () => {
    const half = "for=1.2.3.4;x=".padEnd(32_768, "y");
    const whole = half.padEnd(65_536, "y");
    expect(readAll([whole])).toEqual(["1.2.3.4", "exhausted"]);
    expect(readAll([`${whole}y`])).toEqual(["too-long"]);
    expect(readAll([`${half}y`, half])).toEqual(["1.2.3.4", "too-long"]);
  });

  it("begins anew with the next request", () => {
    const state = stateOf(["for=1.1.1.1, for=2.2.2.2"]);
    for (let request = 0; request < 2; request++) {
      expect(readForwarded(state)).toBe("address");
      expect(formatAddress(state.told)).toBe("2.2.2.2");
      state.begin(state.evidence);
    }
  });
});
