import { quote } from "../errors.ts";
import { shareClass } from "../copies.ts";
import { AddressSet } from "./address-set.ts";
import { copySource, type ListSource, sourceText } from "./list-source.ts";
import { checkLiveOptions, isDate, type LiveAddressesOptions } from "./live-addresses-options.ts";
import { LiveListLimits } from "./live-list-limits.ts";

/** What a live list without a first list has. */
const PENDING = new AddressSet({ prefixes: [], isPending: true });

/**
 * A list of addresses that can change while the application runs, for a hop's `address`. A new list
 * replaces the whole old one. `update()` throws for a list that exceeds the limits, and the last
 * good list stays in use. Requests never wait for a list.
 *
 * Without a first list, the hop recognizes no address, and requests that may come from it are
 * `unproven`, until the first `update()`.
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
  /** Where it is published, if that was given. Frozen. */
  readonly source: ListSource | undefined;
  /** The age in milliseconds at which it is stale, if that was given. */
  readonly staleAfter: number | undefined;
  readonly #limits: LiveListLimits;
  #current: AddressSet;
  #date: Date | undefined;
  #generation = 0;

  /**
   * @throws ClientIpError `config-type`, `unknown-field` or `bad-field` for the options;
   *   `live-list`, `bad-address` or `host-bits` for the first list
   */
  constructor(options: LiveAddressesOptions) {
    checkLiveOptions(options);
    const { prefixes, source } = options;
    this.name = options.name;
    this.source = source && copySource(source);
    this.staleAfter = options.staleAfter;
    this.#limits = new LiveListLimits(options);
    this.#current = prefixes === undefined ? PENDING : this.#limits.parse(prefixes, undefined);
    this.#date = options.date;
  }

  /** The addresses of the last good list. */
  get current(): AddressSet {
    return this.#current;
  }

  /** Whether there was no good list yet. */
  get isPending(): boolean {
    return this.#current.isPending;
  }

  /** When the last good list was published, or was last known to be right, if that was given. */
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
   * @param date when the list was published, or is known to be right
   * @throws ClientIpError `live-list`, `bad-address` or `host-bits`; the last good list stays
   */
  update(prefixes: readonly string[], date?: Date): void {
    if (date !== undefined) this.#checkDate(date);
    this.#current = this.#limits.parse(prefixes, this.#current);
    this.#date = date;
    this.#generation++;
  }

  /**
   * Says that the list in use is right, such as after its publisher said that it has not changed.
   *
   * @param date when it was known to be right
   * @throws ClientIpError `live-list` for what is no date, or if there is no list yet
   */
  confirm(date: Date): void {
    this.#checkDate(date);
    if (this.isPending) this.#limits.fail("no addresses", "a list that can be confirmed");
    this.#date = date;
  }

  /**
   * Whether the list was published, or known to be right, more than `maxAge` milliseconds before
   * `now`, or at an unknown time.
   */
  isStale(maxAge: number, now: Date = new Date()): boolean {
    return this.#date === undefined || now.getTime() - this.#date.getTime() > maxAge;
  }

  /** The list's name, number of entries, date (ISO 8601) and source: what a printed path shows. */
  toJSON(): {
    readonly live: string;
    readonly entries: number;
    readonly date: string | undefined;
    readonly source: string | undefined;
  } {
    return {
      live: this.name,
      entries: this.#current.size,
      date: this.#date?.toISOString(),
      source: this.source && sourceText(this.source),
    };
  }

  // An invalid date compares as neither old nor new: the list would never be stale.
  #checkDate(date: Date): void {
    if (!isDate(date)) this.#limits.fail(`the date ${quote(String(date))}`, "a Date that is valid");
  }
}
