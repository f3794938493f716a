import { AddressSet } from "./address-set.ts";
import { ClientIpError } from "../errors.ts";
import { parsePrefix } from "./prefix.ts";
import { failField } from "../errors.ts";

/** Bounds that keep a broken or hostile publication from being trusted. */
export interface LiveAddressesOptions {
  /** For explanations and errors. */
  readonly name: string;
  /** The first list: addresses and CIDRs. */
  readonly prefixes: readonly string[];
  /** When the first list was published. */
  readonly date?: Date;
  /** The fewest entries that are believed; 1 unless given. */
  readonly minimum?: number;
  /** The most entries that are believed; 50,000 unless given. */
  readonly maximum?: number;
  /** The widest prefix that is believed, in bits: 8 for IPv4 and 16 for IPv6 unless given. */
  readonly widest?: { readonly ipv4: number; readonly ipv6: number };
}

/** More of IPv4, or of IPv6, than all clouds and CDNs together have. */
const MAX_SHARE = 0.25;

function wholeNumber(field: string, value: number): number {
  return Number.isInteger(value) && value >= 0 ? value : failField(field, value, "a whole number");
}

/**
 * A list of addresses that may change while the application runs. A new list replaces the old one as a whole;
 * one that cannot be right is refused and the last good one stays. Requests never wait for it.
 */
export class LiveAddresses {
  readonly name: string;
  readonly #minimum: number;
  readonly #maximum: number;
  readonly #widest: { readonly ipv4: number; readonly ipv6: number };
  #current: AddressSet;
  #date: Date | undefined;
  #generation = 0;

  /** @throws ClientIpError `live-list`, `bad-address` or `host-bits` when the first list is refused */
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

  /** What is believed now. */
  get current(): AddressSet {
    return this.#current;
  }

  /** When what is believed now was published, as the caller said. */
  get date(): Date | undefined {
    return this.#date;
  }

  /** How often the list was replaced; a cache that depends on it compares this number. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Replaces the list.
   *
   * @param date when it was published
   * @throws ClientIpError `live-list`, `bad-address` or `host-bits`; the last good list stays
   */
  update(prefixes: readonly string[], date?: Date): void {
    this.#current = this.#parse(prefixes);
    this.#date = date;
    this.#generation++;
  }

  /** Whether what is believed was published more than `maxAge` milliseconds before `now`, or nobody knows when. */
  isStale(maxAge: number, now: Date = new Date()): boolean {
    return this.#date === undefined || now.getTime() - this.#date.getTime() > maxAge;
  }

  /** For printing a path: the list's name, size and date. */
  toJSON(): { readonly live: string; readonly entries: number; readonly date: string | undefined } {
    const { size } = this.#current;
    return { live: this.name, entries: size, date: this.#date?.toISOString() };
  }

  #parse(prefixes: readonly string[]): AddressSet {
    if (prefixes.length < this.#minimum || prefixes.length > this.#maximum) {
      this.#fail(
        `${prefixes.length} entries`,
        `${this.#minimum} to ${this.#maximum} entries`,
        "Look at what the publisher sent",
      );
    }
    const parsed = prefixes.map((text) => parsePrefix(text));
    parsed.forEach(({ network, bits }, index) => {
      const widest = network.family === 4 ? this.#widest.ipv4 : this.#widest.ipv6;
      if (bits < widest) {
        this.#fail(
          `"${prefixes[index]}"`,
          `prefixes of at least ${widest} bits`,
          "If such a wide prefix is right, say so with `widest`",
        );
      }
    });
    const set = new AddressSet({ prefixes: parsed });
    if (set.share > MAX_SHARE) {
      this.#fail(
        `${Math.round(set.share * 100)} % of all addresses`,
        `at most ${MAX_SHARE * 100} %`,
        "No provider has so many; look at what the publisher sent",
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
