import type { AddressSet } from "../address/address-set.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import { ClientIpError, quote } from "../errors.ts";
import { isObject, knownFields } from "../options/fields.ts";
import type { PathOptions } from "./hop.ts";
import type { OptionRules } from "../options/check-options.ts";
import { checkOptions, oneOfThese } from "../options/check-options.ts";
import type { Proof } from "../resolution.ts";

/** Options that are valid, with their defaults. */
export interface ParsedOptions {
  /** Addresses of 240.0.0.0/4 that may be clients. */
  readonly reserved: AddressSet | undefined;
  /** The weakest proof that is allowed. */
  readonly atLeast: Proof | undefined;
  /** Whether a client that is probably a proxy is refused. */
  readonly refusesProbableProxy: boolean;
  /** Codes of findings. path/lint.ts checks that they exist. */
  readonly accept: readonly unknown[];
}

/** The proofs that can be asked for. */
const PROOFS: readonly Proof[] = ["identity", "address", "count"];

/** A rule for each option. `reserved` is parsed below, and `accept` by path/lint.ts. */
const RULES: OptionRules<PathOptions> = {
  reserved: { expected: 'addresses, such as ["240.10.0.0/16"]', allows: isTextOrArray },
  atLeast: oneOfThese(...PROOFS),
  onProbableProxy: oneOfThese("unresolved"),
  accept: { expected: 'codes of findings, such as ["hop-count"]', allows: Array.isArray },
};

/** 240.0.0.0: all addresses from here on are reserved (RFC 1112 4). */
const FIRST_RESERVED = 0xf0000000n;

/** The names of the options that may stand beside a path, in a file or a variable. */
export const PATH_OPTIONS: readonly string[] = Object.keys(RULES);

/** The names of all options of `createResolver`. */
export const RESOLVER_OPTIONS: readonly string[] = [
  ...PATH_OPTIONS,
  "presets",
  "knownWords",
  "env",
  "networks",
];

/** @throws ClientIpError `config-type` if the second argument of `createResolver` is no object */
export function checkIsObject(options: unknown): void {
  if (isObject(options)) return;
  throw new ClientIpError({
    code: "config-type",
    given: `options: ${quote(options)}`,
    expected: "an object",
    remedy: 'Write an object, such as { reserved: ["240.10.0.0/16"] }.',
  });
}

/**
 * Parses the options of a resolver: the second argument, or the fields beside `path`.
 *
 * @throws ClientIpError `unknown-field`, `bad-field`, or an error of the addresses
 */
export function parseOptions(options: Readonly<Record<string, unknown>>): ParsedOptions {
  knownFields(options, PATH_OPTIONS, "resolver's options");
  checkOptions(options, RULES, {
    code: "bad-field",
    given: (option, value) => `${option}: ${value}`,
    remedy: "Correct the option, or leave it out.",
  });
  const { reserved, atLeast, onProbableProxy, accept } = options;
  return {
    atLeast: PROOFS.find((proof) => proof === atLeast),
    refusesProbableProxy: onProbableProxy === "unresolved",
    reserved: reserved === undefined ? undefined : parseReserved(reserved),
    accept: Array.isArray(accept) ? accept : [],
  };
}

function parseReserved(value: unknown): AddressSet {
  const set = parseAddressSet(value);
  const others = set.any || set.unix || set.invoker || set.sidecar || set.live.length > 0;
  const inside = set.ranges.every(({ family, first }) => family === 4 && first >= FIRST_RESERVED);
  if (inside && !others) return set;
  throw new ClientIpError({
    code: "bad-field",
    given: `reserved: ${quote(value)}`,
    expected: "ranges inside 240.0.0.0/4",
    remedy: 'Give the range of your own network, such as reserved: ["240.10.0.0/16"].',
  });
}

function isTextOrArray(value: unknown): boolean {
  return typeof value === "string" || Array.isArray(value);
}
