import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress } from "../../src/address/parse.ts";
import { Address } from "../../src/address/address.ts";
import { readForwarded } from "../../src/headers/forwarded.ts";
import { WalkState } from "../../src/walk/walk-state.ts";

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
    const result = readForwarded(state, STRICT);
    const port = state.reported.port < 0 ? "" : ` port ${state.reported.port}`;
    said.push(result === "address" ? formatAddress(state.reported) + port : result);
    if (result !== "address" && result !== "hidden") return said;
  }
}

const STRICT = { unquoted: false, hostChecked: false, ownLine: false };

/** RFC 7239 4 and 6 as expressions over whole elements: slow, and nothing like the reader. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
/** Only these may stand without quotes: the values of others may be a client's text. */
const OWN = "(?:[Ff][Oo][Rr]|[Bb][Yy]|[Pp][Rr][Oo][Tt][Oo])";
const PAIR = `(?:${OWN}=${TOKEN}|${TOKEN}=${QUOTED})`;
const ELEMENT = new RegExp(`^${PAIR}?(?:;${PAIR}?)*$`);
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

describe("forwarded-grammar: elements and nodes of Forwarded", () => {
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
  ])("the line %s is %j: %s", (text, expected) => {
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
    ['a="b";for=192.0.2.1;c="d"', "192.0.2.1", "between others"],
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
});
