import { ClientIpError } from "../errors.ts";
import {
  checkOptions,
  FLAG,
  kindOf,
  type OptionRule,
  type OptionRules,
  orUndefined,
  required,
  TEXT,
  wholeNumber,
} from "../options/check-options.ts";
import { isObject, knownFields } from "../options/fields.ts";
import type { ListSource } from "./list-source.ts";

/** The first list, and limits that protect against a broken or hostile one. */
export interface LiveAddressesOptions {
  /** The list's name in explanations and errors. */
  readonly name: string;
  /**
   * The first list: addresses and CIDRs, such as `192.0.2.0/24`. Without it, requests that may come
   * from the hop are `unproven` until the first `update()`.
   */
  readonly prefixes?: readonly string[];
  /** When the first list was published. */
  readonly date?: Date;
  /** Where newer lists are published. */
  readonly source?: ListSource;
  /**
   * The age in milliseconds at which a list is stale: then it may miss new addresses, and have some
   * that belong to others by now. It is the finding `live-list-stale`. Default: never.
   */
  readonly staleAfter?: number;
  /** The fewest entries that are accepted. Default: 1. */
  readonly minimum?: number;
  /** The most entries that are accepted. Default: 50,000. */
  readonly maximum?: number;
  /** The shortest prefix lengths that are accepted, in bits. Default: 8 for IPv4, 16 for IPv6. */
  readonly widest?: { readonly ipv4: number; readonly ipv6: number };
  /** Refuses private, reserved and multicast addresses. Default: false. */
  readonly publicOnly?: boolean;
  /**
   * A new list may have at most so many times as many entries as the one in use, and addresses of a
   * family that is in use, and as few. Default: any.
   */
  readonly maxChange?: number;
}

const BITS: OptionRules<NonNullable<LiveAddressesOptions["widest"]>> = {
  ipv4: required(wholeNumber(0, 32, "bits")),
  ipv6: required(wholeNumber(0, 128, "bits")),
};

const POSITIVE: OptionRule = {
  expected: "a number of milliseconds above 0",
  allows: (value) => typeof value === "number" && value > 0,
};

const RULES: OptionRules<LiveAddressesOptions> = {
  name: required(TEXT),
  prefixes: orUndefined({
    expected: 'an array of text, such as ["192.0.2.0/24"]',
    allows: isTexts,
  }),
  source: orUndefined({ expected: "{ url }, { file } or { dns }", allows: isObject }),
  staleAfter: orUndefined(POSITIVE),
  publicOnly: orUndefined(FLAG),
  maxChange: orUndefined({
    expected: "a number of at least 1",
    allows: (value) => typeof value === "number" && value >= 1,
  }),
  date: orUndefined({ expected: "a Date that is valid", allows: isDate }),
  minimum: orUndefined(wholeNumber(0)),
  maximum: orUndefined(wholeNumber(0)),
  widest: orUndefined({ expected: "{ ipv4, ipv6 } in bits", allows: isObject }),
};

/** Whether it is an array of text. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

/** Whether it is a valid date. */
export function isDate(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

/**
 * Checks the options of a live list, but not the addresses of the first list.
 *
 * @throws ClientIpError `config-type`, `unknown-field` or `bad-field`
 */
export function checkLiveOptions(options: unknown): void {
  if (!isObject(options)) {
    throw new ClientIpError({
      code: "config-type",
      given: `LiveAddresses(${kindOf(options)})`,
      expected: "an object with options",
      remedy: 'Write new LiveAddresses({ name: "cdn", prefixes: ["192.0.2.0/24"] }).',
    });
  }
  checkFields(options, RULES, "");
  if (isObject(options["widest"])) checkFields(options["widest"], BITS, "widest.");
}

function checkFields(
  options: Readonly<Record<string, unknown>>,
  rules: OptionRules<LiveAddressesOptions> | typeof BITS,
  prefix: string,
): void {
  knownFields(options, Object.keys(rules), prefix === "" ? "live list" : "live list's widest");
  checkOptions(options, rules, {
    code: "bad-field",
    given: (option, value) => `${prefix}${option}: ${value}`,
    remedy: "Correct the option.",
  });
}
