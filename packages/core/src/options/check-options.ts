import {
  ClientIpError,
  type ClientIpErrorCode,
  type ClientIpErrorDetail,
  quote,
} from "../errors.ts";
import { textsFor, unknownName } from "./unknown-name.ts";

/** The values that one option may have. */
export interface OptionRule {
  /** What is allowed, as a phrase for the error. */
  readonly expected: string;
  readonly allows: (value: unknown) => boolean;
  /** The option may not be left out. */
  readonly required?: true;
}

/** A rule for each option; for a union type, for the options of all its members. */
export type OptionRules<Options> = {
  readonly [Key in Options extends unknown ? keyof Options : never]: OptionRule;
};

/** The texts of an error about an object of options, and its code or what makes it. */
export type OptionsError = OptionsErrorTexts &
  (
    | { readonly code: ClientIpErrorCode; readonly create?: never }
    | { readonly code?: never; readonly create: (given: string) => ClientIpError<string> }
  );

interface OptionsErrorTexts {
  /** What was given: an option's name, and its value as text if it has one. */
  readonly given: (option: string, value?: string) => string;
  readonly remedy: string;
}

/** A rule that allows `true` and `false`. */
export const FLAG: OptionRule = {
  expected: "true or false",
  allows: (value) => typeof value === "boolean",
};

/** A rule that allows text that is not blank. */
export const TEXT: OptionRule = { expected: "text that is not empty", allows: isText };

/** A rule that allows functions. */
export const CALLBACK: OptionRule = {
  expected: "a function",
  allows: (value) => typeof value === "function",
};

/** A rule that allows exactly these values. */
export function oneOfThese(...values: readonly unknown[]): OptionRule {
  const expected = values.map((value) => JSON.stringify(value)).join(" or ");
  return { expected, allows: (value) => values.includes(value) };
}

/** A rule that allows whole numbers from `min` to `max`, both included. */
export function wholeNumber(min: number, max: number = Infinity, unit = ""): OptionRule {
  const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
  const expected = `a whole number${unit && ` of ${unit}`} ${range}`;
  return {
    expected,
    allows: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  };
}

/** The same rule, for an option that may not be left out. */
export function required(rule: OptionRule): OptionRule {
  return { ...rule, required: true };
}

/** The same rule, for an option that may also be `undefined`. */
export function orUndefined(rule: OptionRule): OptionRule {
  return { ...rule, allows: (value) => value === undefined || rule.allows(value) };
}

/**
 * Checks an object of options: each option is known and has an allowed value, and no required one
 * is missing.
 *
 * An option that is `undefined` is refused unless its rule allows that: an environment variable
 * that is not set must not turn a secret into no secret.
 *
 * @throws ClientIpError with the given code
 */
export function checkOptions(
  options: object,
  rules: Readonly<Record<string, OptionRule>>,
  error: OptionsError,
): void {
  const { given, remedy } = error;
  const known = Object.keys(rules);
  const unknown = unknownName(options, known);
  if (unknown !== undefined) {
    throw createError(error, { given: given(unknown.name), ...textsFor(unknown, known, remedy) });
  }
  const values = new Map<string, unknown>(Object.entries(options));
  for (const [option, rule] of Object.entries(rules)) {
    if (values.has(option) ? rule.allows(values.get(option)) : rule.required !== true) continue;
    const value = values.has(option) ? optionText(option, values.get(option)) : "left out";
    throw createError(error, {
      given: given(option, value),
      expected: `${option}: ${rule.expected}`,
      remedy,
    });
  }
}

function createError(
  { code, create }: OptionsError,
  detail: Omit<ClientIpErrorDetail, "code">,
): ClientIpError<string> {
  return create === undefined ? new ClientIpError({ code, ...detail }) : create(detail.given);
}

/** A value as text for an error. Never the contents of an object or a secret. */
export function optionText(option: string, value: unknown): string {
  if (option === "secret" && value !== undefined) return "(secret)";
  return typeof value === "string" ? quote(value) : kindOf(value);
}

/**
 * The kind of a value, for an error. Objects may hold a secret, so it never shows their contents.
 */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  return typeof value === "string" ? "text" : String(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}
