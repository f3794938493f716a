import { NON_PUBLIC_RANGES } from "../address/non-public.ts";
import { RANGE_NAMES } from "../address/prefix.ts";
import { ClientIpError, quote } from "../errors.ts";
import { MAX_HOPS } from "../limits.ts";
import { failFunction, failPromise, isPromise } from "./not-a-value.ts";
import { closest } from "../options/closest.ts";
import { isObject, knownFields } from "../options/fields.ts";
import type { Hop, OneOf, Path } from "./hop.ts";
import { PATH_OPTIONS } from "./resolver-options.ts";

/** Functions that return hops, by the name that a string configuration may have. */
export type Presets = Readonly<Record<string, (...options: never[]) => Hop | OneOf | Path>>;

/** The form of a configuration, with its path. */
export type ParsedConfig =
  | { readonly kind: "unconfigured" }
  | { readonly kind: "direct" }
  | (Beside & { readonly kind: "count"; readonly path: Path })
  | (Beside & { readonly kind: "path"; readonly path: readonly unknown[] });

interface Beside {
  /** The options that stand beside `path` or `hops`, not parsed yet. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * Parses a configuration: `undefined`, a string (`direct`, a preset's name, ranges, `hops=N`,
 * JSON), `{ hops }`, `{ path }`, a hop, or a path. Hops are not parsed yet.
 *
 * @throws ClientIpError `config-type`, `config-text`, `config-json`, `bad-hop-count`, `empty-path`
 */
export function parseConfig(config: unknown, presets: Presets): ParsedConfig {
  if (config === undefined) return { kind: "unconfigured" };
  if (typeof config === "string") return parseText(config, presets);
  if (Array.isArray(config)) return { kind: "path", path: config };
  if (typeof config === "function") return failFunction(config, FORMS);
  if (!isObject(config)) return failType(config);
  if (isPromise(config)) return failPromise(FORMS);
  if ("hops" in config) {
    knownFields(config, ["hops", ...PATH_OPTIONS], "hop count");
    const { hops, ...options } = config;
    return { kind: "count", path: pathOfCount(hops), ...beside(options) };
  }
  if (!("path" in config)) {
    checkFormName(config);
    return { kind: "path", path: [config] };
  }
  knownFields(config, ["path", ...PATH_OPTIONS], "configuration");
  const { path, ...options } = config;
  return Array.isArray(path) ? { kind: "path", path, ...beside(options) } : failType(config);
}

/** @throws ClientIpError `unknown-field` for a misspelled `hops` or `path` */
function checkFormName(config: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(config)) {
    const meant = closest(name, ["hops", "path"]);
    if (meant === undefined) continue;
    const count = isHopCount(value) ? value : "N";
    throw new ClientIpError({
      code: "unknown-field",
      given: `the field ${quote(name)}`,
      expected: "hops, path, or the fields of a hop",
      remedy: meant === "hops" ? `Write { hops: ${count} }.` : "Write { path: [ … ] }.",
    });
  }
}

function isHopCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_HOPS;
}

function beside(options: Readonly<Record<string, unknown>>): Beside {
  return Object.keys(options).length === 0 ? {} : { options };
}

const FORMS = "a string, a hop, a path or { hops: N }";

function failType(config: unknown): never {
  throw new ClientIpError({
    code: "config-type",
    given: quote(config),
    expected: FORMS,
    remedy:
      config === true
        ? "Name the proxies to trust: write 'loopback', a range, or a preset's name."
        : typeof config === "number" && config !== 0
          ? `For a number of proxies, write { hops: ${isHopCount(config) ? config : 2} }.`
          : "Write 'direct' if there is no proxy, or leave the argument out.",
  });
}

function parseText(text: string, presets: Presets): ParsedConfig {
  if (text === "direct") return { kind: "direct" };
  const preset = Object.hasOwn(presets, text) ? presets[text] : undefined;
  if (preset !== undefined) return { kind: "path", path: [preset()] };
  // JSON has no colon before a first comma or quote in an array: that is an address in brackets.
  if (/^(?:\[(?![\da-f.]*:)|[{"])/i.test(text)) return parseJson(text, presets);
  const count = /^hops=(.*)$/s.exec(text)?.[1];
  if (count !== undefined) {
    return { kind: "count", path: pathOfCount(/^\d{1,2}$/.test(count) ? Number(count) : count) };
  }
  const ranges = splitAtCommas(text);
  if (ranges.every((range) => isRange(range))) {
    return { kind: "path", path: [{ address: ranges, tells: "x-forwarded-for", repeat: true }] };
  }
  return failText(text, presets);
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

/** Whether it is a range, or similar enough that an error should be about addresses. */
function isRange(text: string): boolean {
  if (RANGE_NAMES.has(text) || text === "unix") return true;
  return /^[\da-z.:/%]+$/i.test(text) && /^\d+\.|:/.test(text);
}

function parseJson(text: string, presets: Presets): ParsedConfig {
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
  if (typeof value !== "string") return parseConfig(value, presets);
  return failText(text, presets);
}

function failText(text: string, presets: Presets): never {
  const near = text.trim().toLowerCase();
  const names = ["direct", ...Object.keys(presets), ...RANGE_NAMES.keys()];
  const meant = /^[\w-]+$/.test(near) ? closest(near, names) : undefined;
  throw new ClientIpError({
    code: "config-text",
    given: quoteText(text),
    expected: `'direct'${presetNames(presets)}, ranges separated by commas, 'hops=N' or JSON`,
    remedy: remedyFor(near, meant, Object.keys(presets)),
  });
}

/** An IPv6 address in brackets, with or without a port. */
const BRACKETED = /^\[([\da-f.]*:[\da-f:.]*)\](?::\d{1,5})?$/i;

/** Text as it may be shown: JSON, or what should have been JSON, may hold a secret. */
function quoteText(text: string): string {
  return /[[{]/.test(text) && !BRACKETED.test(text)
    ? `${text.length} characters that look like JSON`
    : quote(text);
}

function presetNames(presets: Presets): string {
  const names = Object.keys(presets).filter((name) => needsNoOptions(presets[name]!));
  return names.length === 0 ? "" : `, a preset's name (${names.join(", ")})`;
}

/** Whether the name alone is a path: text has no options. */
function needsNoOptions(preset: Presets[string]): boolean {
  try {
    const hops = preset();
    return !("shared" in hops && hops.shared);
  } catch {
    return false;
  }
}

function remedyFor(near: string, meant: string | undefined, presets: readonly string[]): string {
  if (meant !== undefined) return `Write '${meant}'.`;
  if (near === "") return "With no proxy in front of the application, write 'direct'.";
  if (/^(["']).*\1$/s.test(near)) return "Remove the quotes.";
  if (/^hops\W+\d+$/.test(near)) return `Write 'hops=${near.replaceAll(/\D/g, "")}'.`;
  const bracketed = BRACKETED.exec(near)?.[1];
  if (bracketed !== undefined) return `Write '${bracketed}'.`;
  if (near === "localhost") return "Write 'loopback'.";
  if (["false", "off", "no", "none", "0"].includes(near)) {
    return "With no proxy in front of the application, write 'direct'.";
  }
  if (/^\d+$/.test(near)) return `For a number of proxies, write 'hops=${near}'.`;
  if (near === "true" || near.split(/[\s,]+/).includes("any")) {
    return "Name the proxies to trust: write 'loopback', a range, or 'hops=N'.";
  }
  const ranges = near.split(/[\s;,]+/).filter((range) => range !== "");
  const named = ranges.filter((range) => presets.some((name) => name.toLowerCase() === range));
  if (named.length > 0 && ranges.length > 1) {
    return `A preset's name stands alone. For several hops write a path, client first, such as [${named.map((name) => `${name}()`).join(", ")}].`;
  }
  if (ranges.every((range) => isRange(range))) {
    return `Separate ranges with single commas: '${ranges.join(", ")}'.`;
  }
  const spelling = "Check the spelling. Host names are not looked up.";
  return presets.length > 0
    ? spelling
    : `${spelling} For a preset's name use createResolver of @client-ip/node or of your framework's package.`;
}

/**
 * A path of `hops` appending proxies, all required. The nearest is not at a public address.
 *
 * @throws ClientIpError `bad-hop-count`
 */
function pathOfCount(hops: unknown): Path {
  if (!isHopCount(hops)) {
    throw new ClientIpError({
      code: "bad-hop-count",
      given: quote(hops),
      expected: `a whole number from 1 to ${MAX_HOPS}`,
      remedy:
        hops === 0
          ? "With no proxy in front of the application, write 'direct'."
          : "Write a number, { hops: 2 }, or the text 'hops=2'.",
    });
  }
  return Array.from({ length: hops }, (_, index) => ({
    name: `proxy ${index + 1}`,
    address: index === hops - 1 ? [...NON_PUBLIC_RANGES, "unix"] : "any",
    tells: "x-forwarded-for" as const,
    required: true,
    // The address of the nearest proxy does not count as a proof.
    shared: true,
    anyCustomer: true,
  }));
}
