import { ClientIpError, quote } from "../errors.ts";
import { isObject } from "../options/fields.ts";
import { masked } from "./hops-text.ts";
import { isHopRange, tokensOf } from "./is-range.ts";
import { closestPreset, type Presets, presetNamed } from "./names.ts";
import { wholeText } from "./order-remedy.ts";

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
    if (typeof element === "string") failHopText(path, element, presets);
    if (!isObject(element)) return element;
    if (Object.hasOwn(element, "preset")) return callPreset(element, presets);
    const { oneOf } = element;
    return Array.isArray(oneOf) && depth < MAX_DEPTH
      ? { ...element, oneOf: withPresetsCalled(oneOf, presets, depth + 1) }
      : element;
  });
}

/** Throws for hops as text in an array, of which each could be a path. */
function failHopText(path: readonly unknown[], text: string, presets: Presets): void {
  if (wholeText([text], presets) === undefined) return;
  const texts = path.filter((one) => typeof one === "string");
  const whole = texts.length < path.length ? undefined : wholeText(texts, presets);
  throw new ClientIpError({
    code: "config-type",
    given: `${quote(masked(text))} in an array`,
    expected: "a hop, or a call of a preset",
    remedy: `${whole === undefined ? "" : `Write one text: '${whole}'. `}In an array and in JSON this hop is ${path.length === 1 ? `[${callOf(text)}]` : callOf(text)}.`,
  });
}

/** A hop as text in JSON. An option, which may hold a secret, is `…`. */
function callOf(text: string): string {
  const [preset, ...others] = tokensOf(text).filter((word) => word !== ",");
  const ranges = others.filter((word) => isHopRange(word));
  const address = ranges.length === 1 ? ranges[0] : ranges;
  const call = JSON.stringify({ preset, ...(ranges.length > 0 && { address }) });
  return ranges.length === others.length ? call : call.replace(/\}$/, ",…}");
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
