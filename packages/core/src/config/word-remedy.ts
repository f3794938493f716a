import { RANGE_NAMES } from "../address/prefix.ts";
import { closest } from "../options/closest.ts";
import { kebabCase, type Names, presetNamed } from "./names.ts";

/** An address of an example, as a hop of text or JSON has it. */
const EXAMPLE = /(?<=[ "])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?(?=[ '"])/g;

/**
 * The remedy for one word that is, or is nearly, a name or a word that is known.
 *
 * @param ranges the ranges behind it, which stay
 */
export function wordRemedy(
  word: string,
  ranges: readonly string[],
  names: Names,
): string | undefined {
  const known = knownRemedy(word, ranges, names);
  if (known !== undefined || !/^[\w.-]+$/.test(word)) return known;
  const platform = /^([a-z-]+)\.(?:app|com|dev|io|net)$/.exec(word)?.[1];
  if (platform !== undefined && isName(platform, names)) {
    return wordRemedy(platform, ranges, names);
  }
  const hops = Object.keys(names.presets).map((name) => kebabCase(name));
  const others = ranges.length === 0 ? RANGE_NAMES.keys() : [];
  const meant = closest(word, ["direct", ...hops, ...others, ...Object.keys(names.knownWords)]);
  if (meant === undefined) return undefined;
  const behind = meant === "direct" || ranges.length === 0 ? "" : ` ${ranges.join(", ")}`;
  return knownRemedy(meant, ranges, names) ?? `Write '${meant}${behind}'.`;
}

/** What to write for a word that is known, with the user's own ranges. */
export function knownRemedy(
  word: string,
  ranges: readonly string[],
  { knownWords }: Names,
): string | undefined {
  const sentences = Object.hasOwn(knownWords, word) ? knownWords[word] : undefined;
  if (ranges.length === 0) return sentences;
  return sentences?.replaceAll(EXAMPLE, (example, at: number) => {
    const isText = sentences[at - 1] === " ";
    return isText || ranges.length === 1 ? ranges.join(", ") : example;
  });
}

function isName(word: string, { presets, knownWords }: Names): boolean {
  return presetNamed(word, presets) !== undefined || Object.hasOwn(knownWords, word);
}
