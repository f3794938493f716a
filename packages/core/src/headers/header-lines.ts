import type { Evidence } from "../evidence.ts";
import { usualSpelling } from "./header-spelling.ts";

const UPPER_A = 65;
const UPPER_Z = 90;

/**
 * All lines of a header joined with commas: Node's own joined string if it was given, which makes
 * no copy. For lists of addresses and single values, where a comma is never data.
 *
 * @param name lower case
 * @returns `undefined` when the header is absent
 */
export function joinedHeader(evidence: Evidence, name: string): string | undefined {
  const { headers } = evidence;
  if (headers === undefined) return joinedLines(evidence, name);
  // Own properties only: headers["constructor"] is a function.
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.length > 0 ? value.join(", ") : undefined;
}

/** Joined as Node joins them. Nearly always there is one line, which makes no copy. */
function joinedLines({ rawHeaders }: Evidence, name: string): string | undefined {
  let joined: string | undefined;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (!isNamed(rawHeaders[i], name)) continue;
    const value = rawHeaders[i + 1]!;
    joined = joined === undefined ? value : `${joined}, ${value}`;
  }
  return joined;
}

/**
 * The lines of a header in wire order. For grammars with quoted strings, which joining would mix
 * up.
 *
 * @param name lower case
 */
export function headerLines({ rawHeaders }: Evidence, name: string): string[] {
  const lines: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (isNamed(rawHeaders[i], name)) lines.push(rawHeaders[i + 1]!);
  }
  return lines;
}

/** Whether a line may have been several, which end where its `, ` are. */
export function mayBeJoined({ joined }: Evidence, line: string): boolean {
  return joined === true && line.includes(", ");
}

/** The usual spellings of the names that were looked for: as many as paths read. */
const spellings = new Map<string, string>();
/** Nearly always the same name is looked for again. */
let [lastName, lastSpelling] = ["", ""];

function spellingOf(name: string): string {
  if (name !== lastName) [lastName, lastSpelling] = [name, storedSpelling(name)];
  return lastSpelling;
}

function storedSpelling(name: string): string {
  const known = spellings.get(name);
  if (known !== undefined) return known;
  const spelling = usualSpelling(name);
  spellings.set(name, spelling);
  return spelling;
}

/**
 * Compares names without case. Proxies write lower case or the usual spelling, and whole strings
 * are compared much faster than their characters.
 */
function isNamed(given: string | undefined, name: string): boolean {
  if (given?.length !== name.length) return false;
  return given === spellingOf(name) || given === name || isSameInLowerCase(given, name);
}

/** `toLowerCase()` would allocate for each name of this length. */
function isSameInLowerCase(given: string, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    if (lowerAt(given, i) !== name.charCodeAt(i)) return false;
  }
  return true;
}

function lowerAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= UPPER_A && code <= UPPER_Z ? code + 32 : code;
}
