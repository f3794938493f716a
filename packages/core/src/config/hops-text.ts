import { ClientIpError, quote } from "../errors.ts";
import { isHopRange, isRange, tokensOf } from "./is-range.ts";
import { camelCase, closestPreset, kebabCase, type Names, presetNamed } from "./names.ts";
import { END, hasSign, orderRemedy, separatorRemedy } from "./order-remedy.ts";
import { valueFor } from "./variable.ts";
import { knownRemedy } from "./word-remedy.ts";

/**
 * Options whose value text may only refer to: `secret=env:NAME`. The environment of a process is
 * read by fewer eyes than its configuration.
 */
const FROM_ENVIRONMENT: ReadonlySet<string> = new Set(["secret", "identity", "ca"]);

/** Whether the text can only be meant as hops by name. */
export function isHopsText(text: string, { presets }: Names): boolean {
  if (/[>→]/.test(text)) return true;
  const [first = "", second] = text.split(/[\s,]+/, 2);
  return text === text.trim() && second !== undefined && presetNamed(first, presets) !== undefined;
}

/**
 * Parses hops by name, client first: `NAME [RANGE, RANGE] [OPTION=VALUE] [FLAG]`, several of them
 * separated by `>` and ended by `> app`.
 *
 * @returns what the presets return
 * @throws ClientIpError `config-text`, `env-variable`, or an error of a preset
 */
export function parseHopsText(text: string, names: Names): readonly unknown[] {
  if (/[-=]>|→/.test(text)) {
    return fail("an arrow between hops", "'>' between hops", "Write '>' alone: 'nginx > app'.");
  }
  if (hasSign(text)) {
    fail("another sign between hops", "'>' between hops", separatorRemedy(text, names)!);
  }
  const parts = text.split(">").map((part) => tokensOf(part));
  if (parts.length === 1) return [parseHop(parts[0]!, names)];
  const end = parts.pop()!;
  // The hops first: what follows a '>' in a secret must not be shown as the end.
  const hops = parts.map((tokens) => parseHop(tokens, names));
  if (end.join(" ") === END) return hops;
  return fail(
    `hops that end in ${end.length === 0 ? "'>'" : quote(masked(end.join(" ")))}`,
    "several hops that end in '> app'",
    "Write the application last: '… > app'. If it was there, the text was cut: quote the whole text, since a shell takes '>' for a redirection.",
  );
}

function parseHop(tokens: readonly string[], names: Names): unknown {
  const [name = "", ...others] = tokens;
  const preset = presetNamed(name, names.presets);
  if (preset === undefined) return failName(name, tokens, names);
  checkWords(others);
  const ranges = rangesOf(others);
  const words = others.slice(Math.max(0, ranges.length * 2 - 1));
  checkProduct(name, others, names);
  checkSeveral(name, words);
  if (words.includes(",")) return failComma(tokens, names);
  const stray = words.find((word) => isHopRange(word));
  if (stray !== undefined) {
    return fail(
      `${quote(stray)} apart from the other ranges of ${name}`,
      "the ranges of a hop behind its name, separated by commas",
      `Write '${name} ${[...ranges, stray].join(", ")}'.`,
    );
  }
  const options = optionsOf(name, words, names);
  if (ranges.length > 0) options.set("address", ranges.length === 1 ? ranges[0] : ranges);
  return options.size === 0 ? preset() : preset(Object.fromEntries(options));
}

/** Throws for a word that may be a secret, or be followed by one: an error must not show it. */
function checkWords(words: readonly string[]): void {
  for (const word of words) {
    const [name = ""] = word.split(/[:=]/, 1);
    const option = camelCase(name).toLowerCase();
    if (FROM_ENVIRONMENT.has(option) && !word.includes("=")) failInline(option);
    if (word === "," || isHopRange(word) || /^\w[\w-]*(?:=|$)/.test(word)) continue;
    fail(
      "a word that is neither a range nor an option",
      "ranges, and options as name=value without spaces",
      "Write an option as name=value, a flag as its name, and a secret as secret=env:ORIGIN_SECRET.",
    );
  }
}

/** Throws for the name of a product with a blank in it, such as `cloudflare tunnel`. */
function checkProduct(hop: string, words: readonly string[], names: Names): void {
  for (const word of words) {
    const product = `${kebabCase(hop)}-${word}`.toLowerCase();
    if (Object.hasOwn(names.knownWords, product) || presetNamed(product, names.presets)) {
      failName(product, [product, ...words.filter((one) => isHopRange(one))], names);
    }
  }
}

/** Throws for several ranges behind an option, which only JSON can hold. */
function checkSeveral(hop: string, words: readonly string[]): void {
  const rest = words.filter((word) => word !== ",");
  const at = rest.findIndex((word, index) => isRange(valueIn(word)) && isHopRange(rest[index + 1]));
  if (at === -1) return;
  const [option = ""] = rest[at]!.split("=", 1);
  if (FROM_ENVIRONMENT.has(camelCase(option))) return;
  const others = rest.slice(at + 1);
  const end = others.findIndex((word) => !isHopRange(word));
  const ranges = [valueIn(rest[at]!), ...others.slice(0, end === -1 ? others.length : end)];
  const call = JSON.stringify({ preset: hop, [camelCase(option)]: ranges });
  fail(
    `several ranges behind ${option}=`,
    "one value for an option",
    `Only JSON can give an option several values. Write the path as JSON, with this hop: ${call}.`,
  );
}

/** What follows an equals sign. */
function valueIn(word: string): string {
  return /=(.*)/s.exec(word)?.[1] ?? "";
}

/** The ranges that the words begin with. */
function rangesOf(words: readonly string[]): string[] {
  const ranges: string[] = [];
  for (let i = 0; isHopRange(words[i]); i += 2) {
    ranges.push(words[i]!);
    if (words[i + 1] !== ",") break;
  }
  return ranges;
}

function optionsOf(hop: string, words: readonly string[], names: Names): Map<string, unknown> {
  const options = new Map<string, unknown>();
  for (const word of words) {
    const equals = word.indexOf("=");
    if (word === END) return failSeparator(hop);
    const name = camelCase(equals === -1 ? word : word.slice(0, equals));
    if (presetNamed(name, names.presets) !== undefined && equals === -1) {
      return failMissing(hop, word);
    }
    if (options.has(name)) {
      return fail(`${kebabCase(name)} twice`, "each option once", "Leave one of them out.");
    }
    options.set(name, equals === -1 || valueOf(name, word.slice(equals + 1), names));
  }
  return options;
}

function valueOf(option: string, text: string, names: Names): unknown {
  const [, header, variable] = /^(?:([^:]+):)?env:(.*)$/s.exec(text) ?? [];
  if (variable === undefined) {
    return FROM_ENVIRONMENT.has(option) ? failInline(option) : plainValue(text);
  }
  if (header !== undefined && option !== "secret") return failInline(option);
  const value = valueFor(option, variable, names.env);
  if (option !== "secret") return value;
  return header === undefined ? { value } : { header, value };
}

function plainValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function failInline(option: string): never {
  const [written, more] =
    option === "secret"
      ? ["secret=env:ORIGIN_SECRET", ", or secret=HEADER:env:ORIGIN_SECRET to name its header"]
      : [`${option}=env:NAME`, ""];
  return fail(
    `a value behind ${option}=`,
    "the name of an environment variable, behind env:",
    `Put the value into an environment variable, and write ${written}${more}.`,
  );
}

function failName(name: string, tokens: readonly string[], names: Names): never {
  const expected = "the name of a hop, before its ranges and options";
  const given = name === "" ? "no hop" : quote(masked(name));
  if (name === "" || name === ",") return fail(given, expected, "Write a hop on each side of '>'.");
  if (isHopRange(name)) {
    const ranges = tokens.filter((token) => isHopRange(token)).join(", ");
    return fail(
      given,
      expected,
      `Write the name of what has these addresses first: 'nginx ${ranges}'.`,
    );
  }
  if (name === "direct") {
    return fail(given, expected, "Write 'direct' alone: it means that there is no hop.");
  }
  const ranges = tokens.slice(1).filter((token) => isHopRange(token));
  const known = knownRemedy(name.toLowerCase(), ranges, names);
  const meant = closestPreset(name, names.presets);
  const isAlone = tokens.slice(1).every((token) => token === "," || isHopRange(token));
  const behind = isAlone && ranges.length > 0 ? ` ${ranges.join(", ")}` : "";
  return fail(
    given,
    expected,
    known ?? (meant === undefined ? "docs/hops.md lists all names." : `Write '${meant}${behind}'.`),
  );
}

/** Throws for a comma that does not stand between ranges. */
function failComma(tokens: readonly string[], names: Names): never {
  return fail(
    "a comma beside the name of a hop",
    "commas between ranges alone",
    orderRemedy(tokens, names),
  );
}

function failSeparator(hop: string): never {
  return fail(
    quote(`${hop} … ${END}`),
    "'>' before the application",
    `Write '${hop} … > ${END}'. In a shell or an env file quote the whole text.`,
  );
}

function failMissing(hop: string, next: string): never {
  return fail(
    `${quote(`${hop} … ${next}`)}: two names in one hop`,
    "one hop on each side of '>'",
    `Write '${hop} > ${next} > app', the client's side first.`,
  );
}

/** Text as an error may show it: never what follows an equals sign, which may be a secret. */
export function masked(text: string): string {
  const equals = text.indexOf("=");
  return equals === -1 ? text : `${text.slice(0, equals + 1)}…`;
}

function fail(given: string, expected: string, remedy: string): never {
  throw new ClientIpError({ code: "config-text", given, expected, remedy });
}
