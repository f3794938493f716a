import { type ListSource, LiveAddresses } from "@client-ip/core";
import {
  checkOptions,
  isObject,
  type OptionRule,
  type OptionRules,
  oneOfThese,
  TEXT,
} from "@client-ip/core/internal";
import { prefixesOf } from "./address-lists/snapshot.ts";
import { type Addresses, ADDRESSES, presetError } from "./options.ts";
import { PUBLISHED, type PublishedList, type PublishedName } from "./published-lists.ts";

/** How a vendor's list is kept fresh: docs/live-addresses.md. */
export interface LiveSettings {
  /**
   * `false`: until the first fetch no address is recognized, and requests are unresolved. If left
   * out, the copy in this package is used until then.
   */
  readonly snapshot?: false;
  /** The path of a file in which the last good list is kept, for the next start. */
  readonly store?: string;
  /** Where the documents are, in place of the vendor's own URLs: a mirror in your network. */
  readonly url?: string | readonly string[];
  /** How long after one refresh the next begins, in milliseconds, about. */
  readonly refreshAfter?: number;
  /** The age in milliseconds at which the list is stale. */
  readonly staleAfter?: number;
}

/** The options of a preset whose vendor publishes its addresses. */
export interface PublishedOptions {
  /** The addresses of the hop, in place of the vendor's own list. */
  readonly address?: Addresses;
  /**
   * Keeps the vendor's list fresh while the application runs. `@client-ip/node` does that, and the
   * adapters; without them the first list stays. In place of `address`.
   */
  readonly live?: true | LiveSettings;
}

const TIME: OptionRule = {
  expected: "a number of milliseconds above 0",
  allows: (value) => typeof value === "number" && value > 0,
};

const SETTINGS: OptionRules<LiveSettings> = {
  snapshot: oneOfThese(false),
  store: TEXT,
  url: {
    expected: "an https URL, or an array of such",
    allows: (value) => [value].flat().every((url) => TEXT.allows(url)),
  },
  refreshAfter: TIME,
  staleAfter: TIME,
};

export const PUBLISHED_RULES: OptionRules<PublishedOptions> = {
  address: ADDRESSES,
  live: {
    expected: "true, or { snapshot, store, url, refreshAfter, staleAfter }",
    allows: (value) => value === true || isObject(value),
  },
};

/**
 * The same options, with the vendor's addresses in place of `live`: the shipped copy, or with
 * `live` a list that begins with it.
 *
 * @param isStable whether the shipped copy may be used without `live`: the list seldom changes
 * @throws {ClientIpError} `preset-option`: `live` is wrong, stands beside `address`, or both are
 *   left out where one of them is needed
 */
export function withPublishedAddress<Options extends PublishedOptions>(
  name: PublishedName,
  { live, ...options }: Options,
  isStable = true,
): Omit<Options, "live"> & { readonly address: Addresses } {
  const list: PublishedList = PUBLISHED[name];
  const { address } = options;
  if (address !== undefined && live !== undefined) {
    const remedy = "Leave address out: live is the vendor's own list.";
    throw presetError(`${name}({ address, live })`, "one of the two", remedy);
  }
  if (address !== undefined) return { ...options, address };
  if (live !== undefined) return { ...options, address: liveList(name, list, live) };
  if (isStable && list.snapshot !== undefined) {
    return { ...options, address: prefixesOf(list.snapshot) };
  }
  return failWithout(name, list);
}

/** @throws {ClientIpError} `preset-option` */
function failWithout(name: PublishedName, { source }: PublishedList): never {
  const service = source.service === undefined ? "" : `the service ${source.service} of `;
  const where = service + [source.url].flat().join(" and ");
  const word = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw presetError(
    `${name}() without address and live`,
    `live: true, or as address the addresses that ${where} lists`,
    `Write live: true, or as text '${word} live secret=env:ORIGIN_SECRET': then the list is read while the application runs.`,
  );
}

function liveList(
  name: PublishedName,
  { snapshot, source, staleAfter }: PublishedList,
  live: true | LiveSettings,
): LiveAddresses {
  const settings: LiveSettings = live === true ? {} : live;
  checkOptions(settings, SETTINGS, {
    code: "preset-option",
    given: (option, value) =>
      `${name}({ live: { ${option}${value === undefined ? "" : `: ${value}`} } })`,
    remedy: "Write live: true, or correct the option.",
  });
  const { snapshot: wanted, staleAfter: age = staleAfter, ...where } = settings;
  const first = wanted === false ? undefined : snapshot;
  const from: ListSource = { ...source, ...where };
  return new LiveAddresses({
    name,
    source: from,
    staleAfter: age,
    publicOnly: true,
    maxChange: 4,
    ...(first && { prefixes: prefixesOf(first), date: new Date(first.date) }),
  });
}
