// Options that presets share, and the check of all options.
import { type AddressSource, ClientIpError, type Secret, type Statement } from "@client-ip/core";
import {
  checkOptions,
  FLAG,
  isObject,
  kindOf,
  oneOfThese,
  type OptionRule,
  type OptionRules,
  required,
  TEXT,
} from "@client-ip/core/internal";
import type { FactSheet } from "./fact-sheet.ts";

/** The same as {@link Hop.address}. The addresses are parsed when the resolver is created. */
export type Addresses = AddressSource | readonly AddressSource[];

/** The options that all presets of a single hop have. */
export interface HopOptions {
  /** The addresses of the hop, in place of the preset's own. */
  readonly address?: Addresses;
  /** The name in `via` and explanations; the preset's name if absent. */
  readonly name?: string;
  /** If true, a request that does not come through this hop is unresolved. */
  readonly required?: boolean;
  /** What it does to the header of the scheme, in place of what the preset says. */
  readonly proto?: Statement;
  /** What it does to the header of the host, in place of what the preset says. */
  readonly host?: Statement;
}

/** How a hop can be proven besides its address. */
export interface ProofOptions {
  /**
   * A header that the hop sets on each request, with a value that no client knows. Its name is
   * `x-origin-secret` if left out.
   */
  readonly secret?: Secret | Pick<Secret, "value">;
  /** A URI SAN of the client certificate that the hop connects with, or several. */
  readonly identity?: string | readonly string[];
  /** The CA, or several, that must have signed that certificate; see {@link Hop.ca}. */
  readonly ca?: string | readonly string[];
}

/** The options of a CDN, whose addresses all of its customers share. */
export interface SharedOptions extends HopOptions, ProofOptions {
  /**
   * Believe every customer of the CDN: any of them can point a site of their own at your origin and
   * name any client. In place of `secret` or `identity`.
   */
  readonly anyCustomer?: true;
}

/** The options of a proxy that you configure yourself: it can send a secret or a certificate. */
export interface ProvenOptions extends HopOptions, ProofOptions {}

const TEXTS: OptionRule = {
  expected: "text that is not empty, or an array of such",
  allows: (value) => isText(value) || isListOf(value, isText),
};

export const ADDRESSES: OptionRule = {
  expected: "an address, a range, a name such as 'loopback', a live list, or an array of these",
  allows: (value) => isAddress(value) || isListOf(value, isAddress),
};

const STATEMENT: OptionRule = {
  expected: "a header's name, or one of { sets }, { appends }, { passes } and { drops }",
  allows: (value) => isText(value) || isObject(value),
};

export const HOP_RULES: OptionRules<HopOptions> = {
  address: ADDRESSES,
  name: TEXT,
  required: FLAG,
  proto: STATEMENT,
  host: STATEMENT,
};

const SECRET: OptionRule = {
  expected: "{ header, value }, or { value }",
  allows: (value) => isObject(value) && "value" in value,
};

export const PROOF_RULES: OptionRules<ProofOptions> = {
  secret: SECRET,
  identity: TEXTS,
  ca: TEXTS,
};

export const SHARED_RULES: OptionRules<SharedOptions> = {
  ...HOP_RULES,
  ...PROOF_RULES,
  anyCustomer: oneOfThese(true),
};

export const PROVEN_RULES: OptionRules<ProvenOptions> = { ...HOP_RULES, ...PROOF_RULES };

/** A rule for addresses that only the user can know: whose they are, and how to find them. */
export function addressesOf(whose: string, how: string): OptionRule {
  return required({ ...ADDRESSES, expected: `the addresses of ${whose}: ${how}` });
}

/** A rule for a hop of which one header is safe: that header, and why no other is. */
export function onlyHeader(header: string, why: string): OptionRule {
  return { expected: `"${header}": ${why}`, allows: (value) => value === header };
}

/** The same options. A secret that names no header is in `header`. */
export function withSecretHeader<Options extends ProofOptions>(
  options: Options,
  header = "x-origin-secret",
): Omit<Options, "secret"> & { readonly secret?: Secret } {
  const { secret, ...others } = options;
  return secret === undefined ? others : { ...others, secret: { header, ...secret } };
}

const PROXY_HOP =
  " A hop that sends PROXY headers is written itself: { address: '10.0.1.10', tells: 'proxy-protocol' }, in a variable as JSON.";

/**
 * Checks the options that a preset was called with.
 *
 * @throws {ClientIpError} `preset-option`: not an object, an unknown option, a required one left
 *   out, or a value that its rule does not allow
 */
export function checkPreset(
  { preset, example, text }: Pick<FactSheet, "preset" | "example" | "text">,
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
): void {
  const asText = text === undefined ? "" : `, or as text '${text}'`;
  const remedy = `Write for example ${example}${asText}.`;
  if (options !== undefined && !isObject(options)) {
    throw presetError(`${preset}(${kindOf(options)})`, "one object with options", remedy);
  }
  const given = options ?? {};
  const isProxy = Object.keys(given).some((key) => /proxy[-_]?protocol|send[-_]?proxy/i.test(key));
  checkOptions(given, rules, {
    code: "preset-option",
    given: (option, value) =>
      value === "left out"
        ? `${preset}() without ${option}`
        : `${preset}({ ${option}${value === undefined ? "" : `: ${value}`} })`,
    remedy: isProxy ? remedy + PROXY_HOP : remedy,
  });
}

/** The error for options that exclude each other. */
export function presetError(given: string, expected: string, remedy: string): ClientIpError {
  return new ClientIpError({ code: "preset-option", given, expected, remedy });
}

function isText(value: unknown): boolean {
  return TEXT.allows(value);
}

function isAddress(value: unknown): boolean {
  return isText(value) || isObject(value);
}

function isListOf(value: unknown, allows: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => allows(entry));
}
