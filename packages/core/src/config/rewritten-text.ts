// Hops by name, rewritten for a remedy. The texts were parsed: they name secrets, and hold none.
import { END } from "./order-remedy.ts";
import { camelCase } from "./names.ts";

/** The text with more options behind the hop of a preset; `undefined` without such a hop. */
export function textWith(text: string, name: string, options: string): string | undefined {
  const parts = partsOf(text);
  const at = placeOf(name, parts);
  return at === -1 ? undefined : parts.with(at, `${parts[at]!} ${options}`).join(" > ");
}

/** The text without the hop of a preset; `undefined` without such a hop, or another one. */
export function textWithout(text: string, name: string): string | undefined {
  const parts = partsOf(text);
  const at = placeOf(name, parts);
  return at === -1 || parts.length < 3 ? undefined : parts.toSpliced(at, 1).join(" > ");
}

/** The text with its hops in the other order; `undefined` for one hop. */
export function reversedText(text: string): string | undefined {
  const hops = partsOf(text).slice(0, -1);
  return hops.length < 2 ? undefined : [...hops.toReversed(), END].join(" > ");
}

function partsOf(text: string): string[] {
  return text.split(">").map((part) => part.trim());
}

function placeOf(name: string, parts: readonly string[]): number {
  return parts.findIndex((part) => camelCase(part.split(/[\s,]/, 1)[0]!) === name);
}
