import { ClientIpError, type ClientIpErrorDetail, quote } from "../errors.ts";

/** What one option may be. */
export interface OptionRule {
  /** A phrase for the error. */
  readonly expected: string;
  readonly allows: (value: unknown) => boolean;
  /** The option may not be left out. */
  readonly required?: true;
}

/** One rule for every option; of a union, for the options of all its members. */
export type OptionRules<Options> = {
  readonly [Key in Options extends unknown ? keyof Options : never]: OptionRule;
};

/** The words of an error about an object of options. */
export interface OptionsError {
  readonly code: ClientIpError["code"];
  /** What was given: an option's name, and its value as text where it has one. */
  readonly given: (option: string, value?: string) => string;
  readonly remedy: string;
  /** Makes the error; a {@link ClientIpError} unless given. */
  readonly create?: (detail: ClientIpErrorDetail) => ClientIpError;
}

function createClientIpError(detail: ClientIpErrorDetail): ClientIpError {
  return new ClientIpError(detail);
}

export const FLAG: OptionRule = {
  expected: "true or false",
  allows: (value) => typeof value === "boolean",
};

export const TEXT: OptionRule = { expected: "text that is not empty", allows: isText };

export const CALLBACK: OptionRule = {
  expected: "a function",
  allows: (value) => typeof value === "function",
};

/** Exactly one of these values. */
export function oneOfThese(...values: readonly unknown[]): OptionRule {
  const expected = values.map((value) => JSON.stringify(value)).join(" or ");
  return { expected, allows: (value) => values.includes(value) };
}

/** A whole number within bounds, both included. */
export function wholeNumber(min: number, max: number, unit = ""): OptionRule {
  const expected = `a whole number${unit && ` of ${unit}`} from ${min} to ${max}`;
  return {
    expected,
    allows: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  };
}

/** The same rule for an option that may not be left out. */
export function required(rule: OptionRule): OptionRule {
  return { ...rule, required: true };
}

/** The same rule for an option that may be named and `undefined`. */
export function orUndefined(rule: OptionRule): OptionRule {
  return { ...rule, allows: (value) => value === undefined || rule.allows(value) };
}

/**
 * Checks an object of options: every option is known, none that is required is missing, each value is allowed.
 *
 * An option that is named and `undefined` is refused unless its rule says otherwise: an environment variable that is not
 * set must not turn a secret into "no secret".
 *
 * @throws ClientIpError with the given code
 */
export function checkOptions(
  options: object,
  rules: Readonly<Record<string, OptionRule>>,
  { code, given, remedy, create = createClientIpError }: OptionsError,
): void {
  const known = Object.keys(rules);
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue;
    const meant = known.find((name) => name.toLowerCase() === option.toLowerCase());
    throw create({
      code,
      given: given(option),
      expected: `one of ${known.join(", ")}`,
      remedy: meant === undefined ? remedy : `Write "${meant}".`,
    });
  }
  const values = new Map<string, unknown>(Object.entries(options));
  for (const [option, rule] of Object.entries(rules)) {
    if (values.has(option) ? rule.allows(values.get(option)) : rule.required !== true) continue;
    const value = values.has(option) ? optionText(option, values.get(option)) : "left out";
    throw create({
      code,
      given: given(option, value),
      expected: `${option}: ${rule.expected}`,
      remedy,
    });
  }
}

/** A value as text for an error. Never the contents of an object, and never a secret. */
export function optionText(option: string, value: unknown): string {
  if (option === "secret" && value !== undefined) return "(secret)";
  return typeof value === "string" ? quote(value) : kindOf(value);
}

/** What kind of value it is. Never its contents: a secret may stand anywhere in an object. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  return typeof value === "string" ? "text" : String(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}
