import type { HeaderNames } from "./header-names.ts";

/** Header fields by lower-case name, as Node makes them. */
export type Fields = Record<string, string | string[] | undefined>;

/**
 * Header lines without those of some names, in which no `Connection` names them either: the next
 * proxy would remove what we add (RFC 9110 7.6.1).
 *
 * @param raw names and values in turn, as in Node's `rawHeaders`.
 */
export function linesWithout(raw: readonly string[], names: HeaderNames): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!;
    if (names.has(name)) continue;
    const value = raw[i + 1]!;
    const left = isConnection(name) ? optionsWithout(value, names) : value;
    if (left !== undefined) kept.push(name, left);
  }
  return kept;
}

/** The same of header fields by name: a new object with the same prototype. */
export function fieldsWithout(fields: Fields, names: HeaderNames): Fields {
  const kept: Fields = Object.create(Object.getPrototypeOf(fields));
  for (const name of Object.keys(fields)) {
    // As an assignment it would replace the prototype.
    if (name === "__proto__" || names.has(name)) continue;
    const value = fields[name];
    const left =
      typeof value === "string" && isConnection(name) ? optionsWithout(value, names) : value;
    if (left !== undefined) kept[name] = left;
  }
  return kept;
}

/** Header lines by lower-case name, as in Node's `headersDistinct`. */
export function distinctOf(raw: readonly string[]): NodeJS.Dict<string[]> {
  const distinct: NodeJS.Dict<string[]> = Object.create(null);
  for (let i = 0; i + 1 < raw.length; i += 2)
    (distinct[raw[i]!.toLowerCase()] ??= []).push(raw[i + 1]!);
  return distinct;
}

function isConnection(name: string): boolean {
  return name.length === 10 && name.toLowerCase() === "connection";
}

/** @returns `undefined` if no option is left. */
function optionsWithout(value: string, names: HeaderNames): string | undefined {
  const options = value.split(",");
  const kept = options.filter((option) => !names.has(option.trim()));
  if (kept.length === options.length) return value;
  const left = kept.map((option) => option.trim()).filter((option) => option !== "");
  return left.length === 0 ? undefined : left.join(", ");
}
