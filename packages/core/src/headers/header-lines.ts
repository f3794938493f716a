import type { Evidence } from "../evidence.ts";

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

/** Compares names without case. `toLowerCase()` would allocate for each name of this length. */
function isNamed(given: string | undefined, name: string): boolean {
  if (given?.length !== name.length) return false;
  for (let i = 0; i < name.length; i++) {
    const code = given.charCodeAt(i);
    const lower = code >= UPPER_A && code <= UPPER_Z ? code + 32 : code;
    if (lower !== name.charCodeAt(i)) return false;
  }
  return true;
}
