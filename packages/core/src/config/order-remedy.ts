import { isHopRange, tokensOf } from "./is-range.ts";
import { type Names, type Presets, presetNamed } from "./names.ts";

/** The last word of several hops: a text that was cut short does not end in it. */
export const END = "app";

/** Signs that people write between hops. A slash is one between names, and not in a range. */
const SIGN = /[|+&»›>\\]|\s\/\s|(?<=[a-z])\/(?=[a-z])/i;

/**
 * What to write for names and ranges that were given as one list.
 *
 * @param words names of hops, at least one, and ranges; others do not count
 */
export function orderRemedy(words: readonly string[], { presets }: Names): string {
  const ranges = words.filter((word) => isHopRange(word)).join(", ");
  const hops = words.filter((word) => presetNamed(word, presets) !== undefined);
  if (ranges === "") return `Write the hops client first: '${[...hops, END].join(" > ")}'.`;
  const several = [...hops, `NAME ${ranges}`, END].join(" > ");
  return hops.length === 1
    ? `If these are the addresses of ${hops[0]}, write '${hops[0]} ${ranges}'. If another proxy has them, name it, the client's side first: '${several}'.`
    : `Write the hops client first, each with its own ranges: '${several}'.`;
}

/** Whether another sign than '>' stands alone between two words. */
export function hasSign(text: string): boolean {
  return /(?:^|\s)[|/+&»›\\]+(?=\s|$)/.test(text);
}

/** What to write for hops with another sign between them; `undefined` if there is none. */
export function separatorRemedy(text: string, { presets }: Names): string | undefined {
  const parts = text.split(SIGN).map((part) => part.trim());
  const whole = wholeText(parts, presets);
  if (parts.length > 1 && whole !== undefined) {
    return `Write '>' between hops, the client's side first: '${whole}'.`;
  }
  return hasSign(text) ? "Write '>' between hops: 'nginx > traefik > app'." : undefined;
}

/** The hops as one text. An option, which may hold a secret, is `…`. */
export function wholeText(parts: readonly string[], presets: Presets): string | undefined {
  const hops = parts.filter((part) => part !== "" && part !== END);
  const shown = hops.map((hop) => shownHop(hop, presets));
  if (shown.length === 0 || shown.includes(undefined)) return undefined;
  return parts.length === 1 ? shown[0] : [...shown, END].join(" > ");
}

function shownHop(hop: string, presets: Presets): string | undefined {
  const [name = "", ...others] = tokensOf(hop);
  if (presetNamed(name, presets) === undefined) return undefined;
  const words = others.filter((word) => word !== ",");
  const ranges = words.filter((word) => isHopRange(word));
  const shown = ranges.length === 0 ? name : `${name} ${ranges.join(", ")}`;
  return ranges.length === words.length ? shown : `${shown} …`;
}
