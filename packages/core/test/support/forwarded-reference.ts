import { Address } from "../../src/address/address.ts";
import { formatAddress, parseAddress } from "../../src/address/parse.ts";
import { readForwarded } from "../../src/headers/forwarded.ts";
import { WalkState } from "../../src/walk/walk-state.ts";

/** A walk that has begun, with these Forwarded lines. */
export function stateOf(lines: readonly string[]): WalkState {
  const state = new WalkState(0);
  state.begin({ peer: "10.0.0.1", rawHeaders: lines.flatMap((line) => ["Forwarded", line]) });
  return state;
}

/** Everything that hops say by these lines, one after the other, until one fails to. */
export function readAll(lines: readonly string[]): string[] {
  const state = stateOf(lines);
  const said: string[] = [];
  for (;;) {
    const result = readForwarded(state, STRICT);
    const port = state.reported.port < 0 ? "" : ` port ${state.reported.port}`;
    said.push(result === "address" ? formatAddress(state.reported) + port : result);
    if (result !== "address" && result !== "hidden") return said;
  }
}

export const STRICT = { unquoted: false, hostChecked: false, ownLine: false };

/** RFC 7239 4 and 6 as expressions over whole elements: slow, and nothing like the reader. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
/** Only these may stand without quotes: the values of others may be a client's text. */
const OWN = "(?:[Ff][Oo][Rr]|[Bb][Yy]|[Pp][Rr][Oo][Tt][Oo])";
const PAIR = `(?:${OWN}=${TOKEN}|${TOKEN}=${QUOTED})`;
const ELEMENT = new RegExp(`^${PAIR}?(?:;${PAIR}?)*$`);
/** A line whose quotes are all closed. */
export const LINE = new RegExp(String.raw`^(?:[^",]|"(?:[^"\\]|\\[^])*")*$`);
const NODE = /^(unknown|_[\w.-]+|[\d.]+|\[[^\]]*\])(?::(\d{1,5}|_[\w.-]+))?$/i;

/** A parameter without quotes that may hold a client's text, quotes or not. */
export const UNQUOTED = new RegExp(String.raw`(?:^|[,;])[ \t]*(?!${OWN}=)${TOKEN}=(?!["\\])`);

function withoutBlanks(text: string): string {
  return text.replaceAll(/^[ \t]+|[ \t]+$/g, "");
}

/** What an element reports, by RFC 7239 alone. */
export function elementMeaning(element: string): string {
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
export function completeEndings(line: string): string[] {
  const starts = [0, ...[...line.matchAll(/,/g)].map(({ index }) => index + 1)];
  return starts
    .map((start) => line.slice(start))
    .filter((outcomeOf) => ELEMENT.test(withoutBlanks(outcomeOf)));
}

/** What the lines report, by the expressions alone. */
export function expectedOf(lines: readonly string[]): string[] {
  const said: string[] = [];
  for (const line of lines.toReversed()) {
    for (let end = line.length; end >= 0;) {
      const [element] = completeEndings(line.slice(0, end));
      const before = line.slice(0, Math.max(0, line.length - (element ?? line).length - 1));
      const readable = element !== undefined && (end < line.length || !UNQUOTED.test(before));
      const meaning = readable ? elementMeaning(element) : "malformed";
      said.push(meaning);
      if (element === undefined || meaning === "malformed") return said;
      end -= element.length + 1;
    }
  }
  return [...said, "exhausted"];
}
