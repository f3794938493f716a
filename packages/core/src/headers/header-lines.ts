import type { Evidence } from "../evidence.ts";

/**
 * All lines of a header joined by a comma, or `undefined` when there is none: Node's own joined string where it
 * is given (no copy, the fast path). Good for lists of addresses and single values, where no comma can be data.
 *
 * @param name lower case
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

/** Each line of a header by itself, in wire order: for grammars with quotes, which a join would mix up. */
export function headerLines({ rawHeaders }: Evidence, name: string): string[] {
  const lines: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const value = rawHeaders[i + 1];
    const found = rawHeaders[i];
    // Most names differ in length, which is compared at no cost.
    if (found?.length !== name.length || value === undefined) continue;
    if (found.toLowerCase() === name) lines.push(value);
  }
  return lines;
}
