import { ClientIpError } from "../errors.ts";
import { kindOf } from "../options/check-options.ts";
import { AddressSet, prefixesOverlap } from "./address-set.ts";
import { isTexts, type LiveAddressesOptions } from "./live-addresses-options.ts";
import { NEVER_PUBLISHED } from "./non-public.ts";
import { parsePrefix } from "./prefix.ts";

const CHECK = "Check what the publisher sent";

/**
 * A list that covers more of IPv4 or IPv6 than this part is refused. All clouds and CDNs together
 * cover less.
 */
const MAX_SHARE = 0.25;

/** The limits of one live list: what of a new list cannot be right. */
export class LiveListLimits {
  readonly #name: string;
  readonly #minimum: number;
  readonly #maximum: number;
  readonly #widest: { readonly ipv4: number; readonly ipv6: number };
  readonly #publicOnly: boolean;
  readonly #maxChange: number | undefined;

  constructor(options: LiveAddressesOptions) {
    this.#name = options.name;
    this.#minimum = Math.max(1, options.minimum ?? 1);
    this.#maximum = options.maximum ?? 50_000;
    // A copy, so that a later change of the options cannot widen the limits.
    this.#widest = { ipv4: 8, ipv6: 16, ...options.widest };
    this.#publicOnly = options.publicOnly ?? false;
    this.#maxChange = options.maxChange;
  }

  /**
   * Parses a new list.
   *
   * @param before the list in use
   * @throws ClientIpError `live-list`, `bad-address` or `host-bits`
   */
  parse(prefixes: unknown, before: AddressSet | undefined): AddressSet {
    if (!isTexts(prefixes)) this.fail(kindOf(prefixes), "an array of text", CHECK);
    const { length } = prefixes;
    if (length < this.#minimum || length > this.#maximum) {
      this.fail(`${length} entries`, `${this.#minimum} to ${this.#maximum} entries`, CHECK);
    }
    const set = new AddressSet({ prefixes: prefixes.map((text) => this.#parseOne(text)) });
    if (set.share > MAX_SHARE) {
      this.fail(
        `${Math.round(set.share * 100)} % of all addresses`,
        `at most ${MAX_SHARE * 100} %`,
        "No provider has that many: check what the publisher sent",
      );
    }
    if (this.#publicOnly && prefixesOverlap(set, NEVER_PUBLISHED)) this.#failPrivate(prefixes);
    if (before !== undefined && this.#maxChange !== undefined) {
      this.#checkChange(before, set, this.#maxChange);
    }
    return set;
  }

  fail(given: string, expected: string, remedy: string = CHECK): never {
    throw new ClientIpError({
      code: "live-list",
      given: `${given} in the list "${this.#name}"`,
      expected,
      remedy: `${remedy}; the last good list stays in use.`,
    });
  }

  #parseOne(text: string): ReturnType<typeof parsePrefix> {
    const prefix = parsePrefix(text);
    const widest = prefix.network.family === 4 ? this.#widest.ipv4 : this.#widest.ipv6;
    if (prefix.bits >= widest) return prefix;
    return this.fail(
      `"${text}"`,
      `prefixes of at least ${widest} bits`,
      "If such a wide prefix is right, allow it with `widest`",
    );
  }

  #failPrivate(prefixes: readonly string[]): never {
    const one = prefixes.find((text) =>
      prefixesOverlap(new AddressSet({ prefixes: [parsePrefix(text)] }), NEVER_PUBLISHED),
    );
    this.fail(
      `"${one}"`,
      "public addresses",
      "If the list is of your own network, allow that with `publicOnly: false`",
    );
  }

  /**
   * Compares the number of entries, and that of addresses in each family. Only a family that the
   * list had before can have changed too much.
   */
  #checkChange(before: AddressSet, after: AddressSet, factor: number): void {
    const pairs = [
      ["entries", BigInt(before.size), BigInt(after.size)],
      ["IPv4 addresses", countOf(before, 4), countOf(after, 4)],
      ["IPv6 addresses", countOf(before, 6), countOf(after, 6)],
    ] as const;
    for (const [what, old, now] of pairs) {
      const ratio = Number(now) / Number(old);
      if (old === 0n || (ratio <= factor && ratio * factor >= 1)) continue;
      this.fail(
        `${now} ${what} after ${old}`,
        `at most ${factor} times as many, or as few`,
        "If such a change is right, allow it with `maxChange`, or give the new list as the first one",
      );
    }
  }
}

function countOf(set: AddressSet, family: 4 | 6): bigint {
  const own = set.ranges.filter((range) => range.family === family);
  return own.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}
