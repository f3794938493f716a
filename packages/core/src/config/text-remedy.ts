import { RANGE_NAMES } from "../address/prefix.ts";
import { ClientIpError, quote } from "../errors.ts";
import { closest } from "../options/closest.ts";
import { isRange, masked, orderRemedy } from "./hops-text.ts";
import { closestPreset, kebabCase, type Names, presetNamed } from "./names.ts";

/** Throws `config-text`, with what was probably meant. */
export function failText(text: string, names: Names): never {
  throw new ClientIpError({
    code: "config-text",
    given: quoteText(text),
    expected: `'direct', ${hopNames(names)}ranges separated by commas, 'hops=N' or JSON`,
    remedy: remedyFor(text.trim().toLowerCase(), names),
  });
}

/** An IPv6 address in brackets, with or without a port. */
const BRACKETED = /^\[([\da-f.]*:[\da-f:.]+)\](?::\d{1,5})?$/i;

/**
 * Text as it may be shown: JSON, or what should have been JSON, may hold a secret, and so may what
 * follows an equals sign.
 */
export function quoteText(text: string): string {
  return /[[{]/.test(text) && !BRACKETED.test(text)
    ? `${text.length} characters that look like JSON`
    : quote(masked(text));
}

function hopNames({ presets }: Names): string {
  return Object.keys(presets).length === 0
    ? ""
    : "the name of a hop (docs/hops.md lists all), hops by name that end in '> app', ";
}

const NAME_PROXIES = "Name the proxies to trust: write 'loopback', a range, or 'hops=N'.";

function remedyFor(near: string, names: Names): string {
  // Before the words that are nearly the same, such as "node".
  if (["", "false", "off", "no", "none", "0"].includes(near)) {
    return "With no proxy in front of the application, write 'direct'.";
  }
  if (["true", "yes", "on", "all", "trust", "*"].includes(near)) return NAME_PROXIES;
  const word = wordRemedy(near, names);
  if (word !== undefined) return word;
  if (/^(["']).*\1$/s.test(near)) return "Remove the quotes.";
  if (/^hops\W+\d+$/.test(near)) return `Write 'hops=${near.replaceAll(/\D/g, "")}'.`;
  const bracketed = BRACKETED.exec(near)?.[1];
  if (bracketed !== undefined) return `Write '${bracketed}'.`;
  if (near === "localhost") return "Write 'loopback'.";
  if (/^\d+$/.test(near)) return `For a number of proxies, write 'hops=${near}'.`;
  const words = near.split(/[\s;,]+/).filter((one) => one !== "");
  if (words.includes("any")) return NAME_PROXIES;
  return severalRemedy(words, names);
}

/** The remedy for one word that is, or is nearly, a name or a word that is known. */
function wordRemedy(near: string, { presets, knownWords }: Names): string | undefined {
  if (!/^[\w.-]+$/.test(near)) return undefined;
  const names = ["direct", ...Object.keys(presets).map((name) => kebabCase(name))];
  const meant = Object.hasOwn(knownWords, near)
    ? near
    : closest(near, [...names, ...RANGE_NAMES.keys(), ...Object.keys(knownWords)]);
  if (meant === undefined) return undefined;
  return Object.hasOwn(knownWords, meant) ? knownWords[meant] : `Write '${meant}'.`;
}

function severalRemedy(words: readonly string[], names: Names): string {
  const { presets } = names;
  const hops = words.filter((word) => presetNamed(word, presets) !== undefined);
  if (hops.length > 0 && words.every((word) => isRange(word) || hops.includes(word))) {
    return orderRemedy(words, names);
  }
  if (words.length > 0 && words.every((word) => isRange(word))) {
    return `Separate ranges with single commas: '${words.join(", ")}'.`;
  }
  const [first = ""] = words;
  const meant = words.length > 1 ? closestPreset(first, presets) : undefined;
  if (meant !== undefined && meant !== first)
    return `Write '${meant}' in place of ${quoteText(first)}.`;
  const product = productRemedy(words, names);
  if (product !== undefined) return product;
  const spelling = "Check the spelling. Host names are not looked up.";
  return Object.keys(presets).length > 0
    ? spelling
    : `${spelling} For the name of a hop use createResolver of @client-ip/node or of your framework's package.`;
}

/** The remedy for a product's name with blanks, such as `Google Cloud Run`. */
function productRemedy(words: readonly string[], names: Names): string | undefined {
  const [vendor = "", ...product] = words;
  const known = Object.hasOwn(names.knownWords, vendor);
  return (
    wordRemedy(words.join("-"), names) ?? (known ? wordRemedy(product.join("-"), names) : undefined)
  );
}
