import { ClientIpError, quote } from "../errors.ts";
import { textsFor, unknownName } from "./unknown-name.ts";

/** Whether a value is an object with fields, and not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Checks that an object has no unknown field, so that a typo is found at start-up.
 *
 * @throws ClientIpError `unknown-field`
 */
export function knownFields(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  what: string,
): void {
  const unknown = unknownName(value, known);
  if (unknown === undefined) return;
  throw new ClientIpError({
    code: "unknown-field",
    given: `the field ${quote(unknown.name)} of a ${what}`,
    ...textsFor(unknown, known, "Remove it, or check its spelling."),
  });
}
