import type { Evidence } from "../evidence.ts";

/**
 * All lines of a header joined with commas: Node's own joined string if it was given, which makes
 * no copy. For lists of addresses and single values, where a comma is never data.
 *
 * @param name lower case
 * @returns `undefined` when the header is absent
 */
export function joinedHeader(evidence: Evidence, name: string): string | undefined {
  const { headers } = evidence;
  if (headers === undefined) {
    const lines = headerLines(evidence, name);
    return lines.length === 0 ? undefined : lines.join(", ");
  }
  // Own properties only: headers["constructor"] is a function.
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.length > 0 ? value.join(", ") : undefined;
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
    const value = rawHeaders[i + 1];
    const found = rawHeaders[i];
    // Most names differ in length, so few are converted to lower case.
    if (found?.length !== name.length || value === undefined) continue;
    if (found.toLowerCase() === name) lines.push(value);
  }
  return lines;
}
