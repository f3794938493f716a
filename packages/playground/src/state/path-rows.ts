import { isObject } from "@client-ip/core/internal";

/** The last word of several hops as text. */
const END = "app";

/**
 * A path as one text for each hop, the client's side first: `nginx 10.0.1.10`, or JSON. What is no
 * list of hops is one row.
 */
export function rowsOf(path: string): readonly string[] {
  const text = path.trim();
  if (text === "" || text === "direct") return [];
  const value = jsonOf(text);
  if (Array.isArray(value)) return value.map((hop) => JSON.stringify(hop));
  if (value !== undefined || isJson(text) || !text.includes(">")) return [text];
  const parts = text.split(">").map((part) => part.trim());
  return parts.at(-1) === END ? parts.slice(0, -1) : parts;
}

/**
 * The path with these rows.
 *
 * @param toJson writes a row that is text as JSON, since JSON and text cannot be mixed
 */
export function pathOf(
  rows: readonly string[],
  toJson: (row: string) => string | undefined,
): string {
  const [first, ...others] = rows;
  if (first === undefined) return "direct";
  if (others.length === 0) return first;
  if (!rows.some((row) => isJson(row))) return `${rows.join(" > ")} > ${END}`;
  return `[${rows.map((row) => (isJson(row) ? row : (toJson(row) ?? row))).join(", ")}]`;
}

/** Whether a text is meant as JSON. An address in brackets is not. */
export function isJson(text: string): boolean {
  return /^\s*(?:\[(?![\da-f.]*:)|\{)/i.test(text);
}

/** The object or the array that a text holds; `undefined` if it is none. */
export function jsonOf(text: string): Readonly<Record<string, unknown>> | unknown[] | undefined {
  if (!isJson(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) || isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
