import { ClientIpError, quote } from "../errors.ts";
import { masked } from "./hops-text.ts";
import { isRange } from "./is-range.ts";
import { closestPreset, kebabCase, type Names, presetNamed } from "./names.ts";
import { orderRemedy, separatorRemedy } from "./order-remedy.ts";
import { knownRemedy, wordRemedy } from "./word-remedy.ts";

/** Throws `config-text`, with what was probably meant. */
export function failText(text: string, names: Names): never {
  throw new ClientIpError({
    code: "config-text",
    given: quoteText(text),
    expected: `'direct', ${hopNames(names)}ranges separated by commas, 'hops=N' or JSON`,
    remedy: remedyFor(text.trim(), names),
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

function remedyFor(text: string, names: Names): string {
  const near = text.toLowerCase();
  if (near === "") {
    return "The text is empty, perhaps because its variable is not set. Set it. Write 'direct' only if no proxy is in front of the application.";
  }
  // Before the words that are nearly the same, such as "node".
  if (["false", "off", "no", "none", "0"].includes(near)) {
    return "With no proxy in front of the application, write 'direct'.";
  }
  if (["true", "yes", "on", "all", "trust", "*"].includes(near)) return NAME_PROXIES;
  const word = wordRemedy(near, [], names);
  if (word !== undefined) return word;
  if (/^(["']).*\1$/s.test(near)) return "Remove the quotes.";
  if (isCall(text)) return callRemedy(text, names);
  if (/^hops\W+\d+$/.test(near)) return `Write 'hops=${near.replaceAll(/\D/g, "")}'.`;
  const bracketed = BRACKETED.exec(near)?.[1];
  if (bracketed !== undefined) return `Write '${bracketed}'.`;
  if (near === "localhost") return "Write 'loopback'.";
  if (/^\d+$/.test(near)) return `For a number of proxies, write 'hops=${near}'.`;
  const words = near.split(/[\s;,]+/).filter((one) => one !== "");
  if (words.includes("any")) return NAME_PROXIES;
  return separatorRemedy(near, names) ?? severalRemedy(words, names);
}

/** Whether it is a call, as code has it. */
export function isCall(text: string): boolean {
  return /^[\w.]+\(/.test(text) && text.endsWith(")");
}

function callRemedy(text: string, { presets }: Names): string {
  const open = text.indexOf("(");
  const name = text.slice(0, open);
  const inside = text.slice(open + 1, -1).trim();
  const quoted = /^(["'`])((?:[\w ,.:/>-]|=(?=(?:[\w-]+:)?env:))+)\1$/.exec(inside)?.[2];
  const isPreset = presetNamed(name, presets) !== undefined;
  if (quoted !== undefined) {
    return isPreset
      ? `Write '${kebabCase(name)} ${quoted}'.`
      : `Write what is in the quotes alone: '${quoted}'.`;
  }
  return inside === "" && isPreset
    ? `Write '${kebabCase(name)}'.`
    : "Text has no calls. Write the name of a hop, its ranges and its options: 'nginx 10.0.1.10'.";
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
  const product = productRemedy(words, names);
  if (product !== undefined) return product;
  const [first = ""] = words;
  const meant = words.length > 1 ? closestPreset(first, presets) : undefined;
  if (meant !== undefined && meant !== first)
    return `Write '${meant}' in place of ${quoteText(first)}.`;
  const spelling = "Check the spelling. Host names are not looked up.";
  return Object.keys(presets).length > 0
    ? spelling
    : `${spelling} For the name of a hop use createResolver of @client-ip/node or of your framework's package.`;
}

/** The remedy for a product's name, with blanks or ranges, such as `Google Cloud Run`. */
function productRemedy(words: readonly string[], names: Names): string | undefined {
  const ranges = words.filter((word) => isRange(word));
  const [vendor = "", ...product] = words.filter((word) => !isRange(word) && !word.includes("="));
  if (product.length === 0) return knownRemedy(vendor, ranges, names);
  const whole = [vendor, ...product].join("-");
  const isVendor = Object.hasOwn(names.knownWords, vendor);
  return (
    wordRemedy(whole, ranges, names) ??
    (isVendor ? wordRemedy(product.join("-"), ranges, names) : undefined) ??
    (ranges.length > 0 ? knownRemedy(vendor, ranges, names) : undefined)
  );
}
