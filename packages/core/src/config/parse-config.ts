import { NON_PUBLIC_RANGES } from "../address/non-public.ts";
import { ClientIpError, quote } from "../errors.ts";
import { MAX_HOPS } from "../limits.ts";
import { failFunction, failPromise, isPromise } from "./not-a-value.ts";
import { closest } from "../options/closest.ts";
import { isObject, knownFields } from "../options/fields.ts";
import type { Path } from "./hop.ts";
import type { Names } from "./names.ts";
import { withPresetsCalled } from "./preset-calls.ts";
import { readText } from "./read-text.ts";
import { PATH_OPTIONS } from "./resolver-options.ts";

/** The form of a configuration, with its path. */
export type ParsedConfig =
  | { readonly kind: "unconfigured" }
  | { readonly kind: "direct" }
  | (Beside & { readonly kind: "count"; readonly path: Path })
  | (Beside & PathForm);

interface PathForm {
  readonly kind: "path";
  readonly path: readonly unknown[];
  /** The text that it was read from, if that is no JSON. */
  readonly text?: string;
}

interface Beside {
  /** The options that stand beside `path` or `hops`, not parsed yet. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * Parses a configuration: `undefined`, a string, `{ hops }`, `{ path }`, a hop, or a path. Presets
 * are called; the hops are not parsed yet.
 *
 * @throws ClientIpError `config-type`, `config-text`, `config-json`, `env-variable`,
 *   `bad-hop-count`, `empty-path`, or an error of a preset
 */
export function parseConfig(config: unknown, names: Names): ParsedConfig {
  if (config === undefined) return { kind: "unconfigured" };
  if (typeof config === "string") return parseText(config, names);
  if (Array.isArray(config)) return pathOf(config, names);
  if (typeof config === "function") return failFunction(config, FORMS);
  if (!isObject(config)) return failType(config);
  if (isPromise(config)) return failPromise(FORMS);
  if (Object.hasOwn(config, "preset")) return pathOf([config], names);
  if ("hops" in config) {
    knownFields(config, ["hops", ...PATH_OPTIONS], "hop count");
    const { hops, ...options } = config;
    return { kind: "count", path: pathOfCount(hops), ...beside(options) };
  }
  if (!("path" in config)) {
    checkFormName(config);
    return pathOf([config], names);
  }
  knownFields(config, ["path", ...PATH_OPTIONS], "configuration");
  const { path, ...options } = config;
  const form = Array.isArray(path) ? pathOf(path, names) : pathOfText(path, names);
  return { ...form, ...beside(options) };
}

function parseText(text: string, names: Names): ParsedConfig {
  const form = readText(text, names);
  if (form.kind === "json") return parseConfig(form.value, names);
  if (form.kind === "count") return { kind: "count", path: pathOfCount(form.hops) };
  return form.kind === "path" ? { ...form, text } : form;
}

/** Hops as text beside options, as a variable holds them. */
function pathOfText(path: unknown, names: Names): PathForm {
  const form = typeof path === "string" ? readText(path, names) : undefined;
  return form?.kind === "path" ? { ...form, text: String(path) } : failPath(path);
}

function pathOf(path: readonly unknown[], { presets }: Names): PathForm {
  return { kind: "path", path: withPresetsCalled(path, presets) };
}

/** @throws ClientIpError `unknown-field` for a misspelled `hops` or `path` */
function checkFormName(config: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(config)) {
    if (/^trust[-_ ]?proxy$/i.test(name)) failTrustProxy(name, value);
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

/** Throws for the setting that frameworks have. */
function failTrustProxy(name: string, value: unknown): never {
  throw new ClientIpError({
    code: "unknown-field",
    given: `the field ${quote(name)}`,
    expected: "hops, path, or the fields of a hop",
    remedy: isHopCount(value)
      ? `Write { hops: ${value} }. Better, name the proxies: 'nginx'.`
      : value === false || value === 0
        ? "With no proxy in front of the application, write 'direct'."
        : NAME_PROXIES,
  });
}

function isHopCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_HOPS;
}

function beside(options: Readonly<Record<string, unknown>>): Beside {
  return Object.keys(options).length === 0 ? {} : { options };
}

const NAME_PROXIES = "Name the proxies to trust: write 'loopback', a range, or a preset's name.";
const FORMS = "a string, a hop, a path or { hops: N }";

function failPath(path: unknown): never {
  throw new ClientIpError({
    code: "config-type",
    given: quote({ path }),
    expected: "path: an array of hops, or hops as text",
    remedy:
      "Write { path: [{ address: '10.0.1.10', tells: 'x-forwarded-for' }] }, or { path: 'nginx' }.",
  });
}

function failType(config: unknown): never {
  throw new ClientIpError({
    code: "config-type",
    given: quote(config),
    expected: FORMS,
    remedy:
      config === true
        ? NAME_PROXIES
        : typeof config === "number" && config !== 0
          ? `For a number of proxies, write { hops: ${isHopCount(config) ? config : 2} }.`
          : "Write 'direct' if there is no proxy, or leave the argument out.",
  });
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
