import { failField } from "../errors.ts";
import { isObject } from "../options/fields.ts";
import { headerName } from "./header-name.ts";

/** What a hop does to a header that names the scheme or the host, or the scheme that it states. */
export type ParsedStatement =
  | { readonly action: "sets" | "appends" | "passes" | "drops"; readonly header: string }
  | { readonly action: "states"; readonly value: "http" | "https" };

const ACTIONS = ["sets", "appends", "passes", "drops"] as const;
const FORMS = "a header's name, or one of { sets }, { appends }, { passes } and { drops }";

/**
 * Parses a hop's `proto` or `host`.
 *
 * @throws ClientIpError `bad-field` or one of {@link headerName}
 */
export function parseStatement(
  field: "proto" | "host",
  value: unknown,
): ParsedStatement | undefined {
  if (value === undefined) return undefined;
  if (field === "proto" && (value === "http" || value === "https")) {
    return { action: "states", value };
  }
  if (typeof value === "string") return { action: "sets", header: statedHeader(field, value) };
  const expected = field === "proto" ? `'http', 'https', ${FORMS}` : FORMS;
  if (!isObject(value)) return failField(field, value, expected);
  const [name, ...others] = Object.keys(value);
  const action = ACTIONS.find((known) => known === name);
  return action === undefined || others.length > 0
    ? failField(field, value, expected)
    : { action, header: statedHeader(field, value[action]) };
}

function statedHeader(field: string, value: unknown): string {
  const header = headerName(value);
  return header === "forwarded"
    ? failField(field, header, "a header that holds one value; Forwarded has a grammar of its own")
    : header;
}
