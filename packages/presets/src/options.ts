import { type AddressSource, ClientIpError } from "@client-ip/core";
import type { FactSheet } from "./fact-sheet.ts";

/** As {@link Hop.address} takes it; what the addresses say is checked when the resolver is created. */
export type Addresses = AddressSource | readonly AddressSource[];

/** What the presets of a single hop have in common. */
export interface HopOptions {
  /** WHO by address, in place of the preset's own. */
  readonly address?: Addresses;
  /** For `via` and explanations; the preset's name if absent. */
  readonly name?: string;
  /** A request that does not come through this hop is unresolved. */
  readonly required?: boolean;
}

/** What one option may be. */
export interface Rule {
  /** A phrase for the error. */
  readonly expected: string;
  readonly allows: (value: unknown) => boolean;
  readonly obligatory?: true;
}

/** One rule for every option; of a union, for the options of all its members. */
export type Rules<Options> = {
  readonly [Key in Options extends unknown ? keyof Options : never]: Rule;
};

export const text: Rule = { expected: "text that is not empty", allows: isText };

export const texts: Rule = {
  expected: "text that is not empty, or an array of such",
  allows: (value) => isText(value) || isListOf(value, isText),
};

export const flag: Rule = {
  expected: "true or false",
  allows: (value) => typeof value === "boolean",
};

export const addresses: Rule = {
  expected: "an address, a range, a name such as 'loopback', a live list, or an array of these",
  allows: (value) => isAddress(value) || isListOf(value, isAddress),
};

export const hopRules: Rules<HopOptions> = { address: addresses, name: text, required: flag };

export function oneOfThese(...values: readonly unknown[]): Rule {
  const expected = values.map((value) => JSON.stringify(value)).join(" or ");
  return { expected, allows: (value) => values.includes(value) };
}

export function countUpTo(most: number): Rule {
  return {
    expected: `a whole number from 0 to ${most}`,
    allows: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most,
  };
}

export function obligatory(rule: Rule): Rule {
  return { ...rule, obligatory: true };
}

/**
 * Checks what a preset was called with.
 *
 * An option that is named but `undefined` is refused too: a secret from an environment variable that is
 * not set must not become "no secret".
 *
 * @throws ClientIpError `preset-option`: not an object, an unknown option, an obligatory one left out, or
 *   a value that its rule does not allow.
 */
export function checkOptions(
  { preset, example }: Pick<FactSheet, "preset" | "example">,
  options: unknown,
  rules: Readonly<Record<string, Rule>>,
): void {
  const fail = (given: string, expected: string): never => {
    throw presetError(given, expected, remedyFor(example, options));
  };
  if (options !== undefined && (!isObject(options) || Array.isArray(options))) {
    fail(`${preset}(${kindOf(options)})`, "one object with options");
  }
  const given = new Map(Object.entries(options ?? {}));
  const known = new Map(Object.entries(rules));
  for (const key of given.keys()) {
    if (known.has(key)) continue;
    const expected = `one of ${[...known.keys()].join(", ")}`;
    const isProxy = /proxy[-_]?protocol|send[-_]?proxy/i.test(key);
    const remedy = remedyFor(example, options) + (isProxy ? PROXY_HOP : "");
    throw presetError(`${preset}({ ${key} })`, expected, remedy);
  }
  for (const [key, rule] of known) {
    if (!given.has(key)) {
      if (rule.obligatory) fail(`${preset}() without ${key}`, `${key}: ${rule.expected}`);
    } else if (!rule.allows(given.get(key))) {
      fail(`${preset}({ ${key}: ${shown(key, given.get(key))} })`, `${key}: ${rule.expected}`);
    }
  }
}

const PROXY_HOP =
  " A hop that sends PROXY headers is written itself: { address: '10.0.1.10', tells: 'proxy-protocol' }.";

/** For what a preset refuses beyond the rules of its single options. */
export function presetError(given: string, expected: string, remedy: string): ClientIpError {
  return new ClientIpError({ code: "preset-option", given, expected, remedy });
}

function remedyFor(example: string, options: unknown): string {
  const write = `Write for example ${example}.`;
  // Called by its bare name, as a text configuration does.
  return options === undefined
    ? `${write} A text configuration has no options: give it the hops as JSON instead.`
    : write;
}

function shown(key: string, value: unknown): string {
  if (key === "secret" && value !== undefined) return "(secret)";
  if (typeof value !== "string") return kindOf(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}

/** Never the contents of an object: a secret may stand anywhere in it. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (isObject(value)) return "an object";
  if (typeof value === "function") return "a function";
  return typeof value === "string" ? "a string" : String(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}

function isAddress(value: unknown): boolean {
  return isText(value) || (isObject(value) && !Array.isArray(value));
}

function isListOf(value: unknown, allows: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => allows(entry));
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
