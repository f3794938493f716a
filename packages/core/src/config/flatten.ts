import { ClientIpError } from "../errors.ts";

/** The deepest nesting of arrays in a path. Presets nest one or two levels. */
const MAX_DEPTH = 16;

/**
 * The elements of nested arrays in one array, in the same order.
 *
 * @throws ClientIpError `config-type` when the arrays are nested more than 16 deep, or in a circle
 */
export function flatten(value: readonly unknown[], depth = 1): readonly unknown[] {
  if (depth > MAX_DEPTH) {
    throw new ClientIpError({
      code: "config-type",
      given: `arrays that are nested more than ${MAX_DEPTH} deep`,
      expected: "an array of hops",
      remedy: "Write the hops in one array, client first.",
    });
  }
  return value.flatMap((element) =>
    Array.isArray(element) ? flatten(element as readonly unknown[], depth + 1) : element,
  );
}
