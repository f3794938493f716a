import { ClientIpError, quote } from "../errors.ts";
import { isObject } from "../options/fields.ts";
import { closestPreset, type Presets, presetNamed } from "./names.ts";

/** The deepest nesting in which calls are looked for. `flatten` refuses what is deeper. */
const MAX_DEPTH = 16;

/**
 * A path with the hops of presets in place of `{ preset, …options }`.
 *
 * @throws ClientIpError `unknown-name` for a preset that does not exist; an error of the preset
 */
export function withPresetsCalled(
  path: readonly unknown[],
  presets: Presets,
  depth = 1,
): readonly unknown[] {
  return path.map((element) => {
    if (Array.isArray(element)) {
      return depth === MAX_DEPTH ? element : withPresetsCalled(element, presets, depth + 1);
    }
    if (!isObject(element)) return element;
    if (Object.hasOwn(element, "preset")) return callPreset(element, presets);
    const { oneOf } = element;
    return Array.isArray(oneOf) && depth < MAX_DEPTH
      ? { ...element, oneOf: withPresetsCalled(oneOf, presets, depth + 1) }
      : element;
  });
}

function callPreset(call: Readonly<Record<string, unknown>>, presets: Presets): unknown {
  const { preset: name, ...options } = call;
  const preset = typeof name === "string" ? presetNamed(name, presets) : undefined;
  if (preset !== undefined) {
    return Object.keys(options).length === 0 ? preset() : preset(options);
  }
  const meant = typeof name === "string" ? closestPreset(name, presets) : undefined;
  throw new ClientIpError({
    code: "unknown-name",
    given: `preset: ${quote(name)}`,
    expected: "the name of a hop",
    remedy: meant === undefined ? "docs/hops.md lists all names." : `Write '${meant}'.`,
  });
}
