import { ClientIpError, quote } from "../errors.ts";
import { kindOf } from "../options/check-options.ts";
import { shareClass } from "../shared.ts";
import { AddressSet } from "./address-set.ts";
import {
  checkLiveOptions,
  isDate,
  isTexts,
  type LiveAddressesOptions,
} from "./live-addresses-options.ts";
import { parsePrefix } from "./prefix.ts";

const CHECK = "Check what the publisher sent";

/**
 * A list that covers more of IPv4 or IPv6 than this part is refused. All clouds and CDNs together
 * cover less.
 */
const MAX_SHARE = 0.25;

/**
 * A list of addresses that can change while the application runs, for a hop's `address`. A new list
 * replaces the whole old one. `update()` throws for a list that exceeds the limits, and the last
 * good list stays in use. Requests never wait for a list.
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
  static {
    shareClass(this, "LiveAddresses");
  }

  /** The list's name in explanations and errors. */
  readonly name: string;
  readonly #minimum: number;
  readonly #maximum: number;
  readonly #widest: { readonly ipv4: number; readonly ipv6: number };
  #current: AddressSet;
  #date: Date | undefined;
  #generation = 0;

  /**
   * @throws ClientIpError `config-type`, `unknown-field` or `bad-field` for the options;
   *   `live-list`, `bad-address` or `host-bits` for the first list
   */
  constructor(options: LiveAddressesOptions) {
    checkLiveOptions(options);
    this.name = options.name;
    this.#minimum = Math.max(1, options.minimum ?? 1);
    this.#maximum = options.maximum ?? 50_000;
    // A copy, so that a later change of the options cannot widen the limits.
    this.#widest = { ipv4: 8, ipv6: 16, ...options.widest };
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
    // An invalid date compares as neither old nor new: the list would never be stale.
    if (date !== undefined && !isDate(date)) {
      this.#fail(`the date ${quote(String(date))}`, "a Date that is valid", CHECK);
    }
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
    if (!isTexts(prefixes)) this.#fail(kindOf(prefixes), "an array of text", CHECK);
    if (prefixes.length < this.#minimum || prefixes.length > this.#maximum) {
      this.#fail(
        `${prefixes.length} entries`,
        `${this.#minimum} to ${this.#maximum} entries`,
        CHECK,
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
