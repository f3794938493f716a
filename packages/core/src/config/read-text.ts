import { ClientIpError } from "../errors.ts";
import { isHopsText, parseHopsText } from "./hops-text.ts";
import { isRange } from "./is-range.ts";
import { type Names, presetNamed } from "./names.ts";
import { failText, isCall, quoteText } from "./text-remedy.ts";
import { withVariables } from "./variable.ts";

/** What a text says: nothing in front, a number of hops, hops, or a value in JSON. */
export type TextForm =
  | { readonly kind: "direct" }
  | { readonly kind: "count"; readonly hops: unknown }
  | { readonly kind: "path"; readonly path: readonly unknown[] }
  | { readonly kind: "json"; readonly value: unknown };

/**
 * Reads a configuration as text: `direct`, hops by name, ranges, `hops=N`, JSON.
 *
 * @throws ClientIpError `config-text`, `config-json`, `env-variable`, or an error of a preset
 */
export function readText(text: string, names: Names): TextForm {
  if (text === "direct") return { kind: "direct" };
  const preset = presetNamed(text, names.presets);
  if (preset !== undefined) return { kind: "path", path: [preset()] };
  // JSON has no colon before a first comma or quote in an array: that is an address in brackets.
  if (/^(?:\[(?![\da-f.]*:)|[{"])/i.test(text))
    return { kind: "json", value: parseJson(text, names) };
  const count = /^hops=(.*)/s.exec(text)?.[1];
  if (count !== undefined) {
    return { kind: "count", hops: /^\d{1,2}$/.test(count) ? Number(count) : count };
  }
  const ranges = splitAtCommas(text);
  if (ranges.every((range) => isRange(range))) {
    return { kind: "path", path: [{ address: ranges, tells: "x-forwarded-for", repeat: true }] };
  }
  if (isHopsText(text, names) && !isCall(text))
    return { kind: "path", path: parseHopsText(text, names) };
  return failText(text, names);
}

/** The parts between commas, without the spaces and tabs around each comma. Linear. */
function splitAtCommas(text: string): string[] {
  const parts = text.split(",");
  return parts.map((part, index) => {
    let [start, end] = [0, part.length];
    if (index > 0) while (start < end && isBlank(part[start])) start++;
    if (index < parts.length - 1) while (end > start && isBlank(part[end - 1])) end--;
    return part.slice(start, end);
  });
}

function isBlank(char: string | undefined): boolean {
  return char === " " || char === "\t";
}

function parseJson(text: string, names: Names): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ClientIpError({
      code: "config-json",
      given: quoteText(text),
      expected: "JSON of a hop or a path",
      remedy: "Check the quotes and commas: JSON has double quotes only.",
    });
  }
  return typeof value === "string" ? failText(text, names) : withVariables(value, names.env);
}
