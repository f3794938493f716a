import { ClientIpError, failField } from "../errors.ts";
import { AddressSet } from "./address-set.ts";
import { parsePrefix } from "./prefix.ts";

/** The first list, and limits that protect against a broken or hostile one. */
export interface LiveAddressesOptions {
  /** The list's name in explanations and errors. */
  readonly name: string;
  /** The first list: addresses and CIDRs, such as `192.0.2.0/24`. */
  readonly prefixes: readonly string[];
  /** When the first list was published. */
  readonly date?: Date;
  /** The fewest entries that are accepted. Default: 1. */
  readonly minimum?: number;
  /** The most entries that are accepted. Default: 50,000. */
  readonly maximum?: number;
  /** The shortest prefix lengths that are accepted, in bits. Default: 8 for IPv4, 16 for IPv6. */
  readonly widest?: { readonly ipv4: number; readonly ipv6: number };
}

/** No list covers this part of a family: all clouds and CDNs together have less. */
const MAX_SHARE = 0.25;

function wholeNumber(field: string, value: number): number {
  return Number.isInteger(value) && value >= 0 ? value : failField(field, value, "a whole number");
}

/**
 * A list of addresses that can change while the application runs, for a hop's `address`. A new list
 * replaces the whole old one. A list that is out of bounds throws, and the last good one stays.
 * Requests never wait for a list.
 *
 * @example
 * ```ts
 * import { createResolver, LiveAddresses } from "@client-ip/core";
 *
 * const cdn = new LiveAddresses({ name: "cdn", prefixes: ["192.0.2.0/24"] });
 * const resolver = createResolver({ address: cdn, tells: "x-forwarded-for" });
 * const evidence = { peer: "198.51.100.1", rawHeaders: ["X-Forwarded-For", "203.0.113.7"] };
 * resolver.clientIp(evidence); // -> "198.51.100.1"
 *
 * cdn.update(["192.0.2.0/24", "198.51.100.0/24"], new Date("2026-01-01"));
 * resolver.clientIp(evidence); // -> "203.0.113.7"
 * cdn.isStale(86_400_000, new Date("2026-01-03")); // -> true
 * ```
 */
export class LiveAddresses {
  /** The list's name in explanations and errors. */
  readonly name: string;
  readonly #minimum: number;
  readonly #maximum: number;
  readonly #widest: { readonly ipv4: number; readonly ipv6: number };
  #current: AddressSet;
  #date: Date | undefined;
  #generation = 0;

  /** @throws ClientIpError `live-list`, `bad-address` or `host-bits` for the first list */
  constructor(options: LiveAddressesOptions) {
    this.name = options.name;
    this.#minimum = Math.max(1, wholeNumber("minimum", options.minimum ?? 1));
    this.#maximum = wholeNumber("maximum", options.maximum ?? 50_000);
    const { ipv4, ipv6 } = options.widest ?? { ipv4: 8, ipv6: 16 };
    this.#widest = {
      ipv4: wholeNumber("widest.ipv4", ipv4),
      ipv6: wholeNumber("widest.ipv6", ipv6),
    };
    this.#current = this.#parse(options.prefixes);
    this.#date = options.date;
  }

  /** The addresses of the last good list. */
  get current(): AddressSet {
    return this.#current;
  }

  /** When the last good list was published, if that was given. */
  get date(): Date | undefined {
    return this.#date;
  }

  /** How often the list was replaced. A cache of answers is valid as long as this is the same. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Replaces the list.
   *
   * @param prefixes addresses and CIDRs, such as `192.0.2.0/24`
   * @param date when the list was published
   * @throws ClientIpError `live-list`, `bad-address` or `host-bits`; the last good list stays
   */
  update(prefixes: readonly string[], date?: Date): void {
    this.#current = this.#parse(prefixes);
    this.#date = date;
    this.#generation++;
  }

  /**
   * Whether the list was published more than `maxAge` milliseconds before `now`, or at an unknown
   * time.
   */
  isStale(maxAge: number, now: Date = new Date()): boolean {
    return this.#date === undefined || now.getTime() - this.#date.getTime() > maxAge;
  }

  /** The list's name, number of entries and date (ISO 8601): what a printed path shows. */
  toJSON(): { readonly live: string; readonly entries: number; readonly date: string | undefined } {
    const { size } = this.#current;
    return { live: this.name, entries: size, date: this.#date?.toISOString() };
  }

  #parse(prefixes: readonly string[]): AddressSet {
    if (prefixes.length < this.#minimum || prefixes.length > this.#maximum) {
      this.#fail(
        `${prefixes.length} entries`,
        `${this.#minimum} to ${this.#maximum} entries`,
        "Check what the publisher sent",
      );
    }
    const parsed = prefixes.map((text) => parsePrefix(text));
    parsed.forEach(({ network, bits }, index) => {
      const widest = network.family === 4 ? this.#widest.ipv4 : this.#widest.ipv6;
      if (bits < widest) {
        this.#fail(
          `"${prefixes[index]}"`,
          `prefixes of at least ${widest} bits`,
          "If such a wide prefix is right, allow it with `widest`",
        );
      }
    });
    const set = new AddressSet({ prefixes: parsed });
    if (set.share > MAX_SHARE) {
      this.#fail(
        `${Math.round(set.share * 100)} % of all addresses`,
        `at most ${MAX_SHARE * 100} %`,
        "No provider has that many: check what the publisher sent",
      );
    }
    return set;
  }

  #fail(given: string, expected: string, remedy: string): never {
    throw new ClientIpError({
      code: "live-list",
      given: `${given} in the list "${this.name}"`,
      expected,
      remedy: `${remedy}; the last good list stays in use.`,
    });
  }
}
