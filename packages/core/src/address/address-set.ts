import { isSidecar } from "./special.ts";
import type { Address } from "./address.ts";
import type { Prefix } from "./prefix.ts";
import type { Interval, Ranges } from "./interval-table.ts";
import { IntervalTable } from "./interval-table.ts";
import { OnePrefix } from "./one-prefix.ts";

/** A list that is replaced as a whole while the application runs. */
interface LiveList {
  readonly current: AddressSet;
}

/** A live list as one path sees it: the last version that the rules of the path allowed. */
export interface LiveView extends LiveList {
  current: AddressSet;
  readonly source: LiveSource;
}

/** The list itself. It may be newer than what the path uses. */
export interface LiveSource extends LiveList {
  readonly name: string;
  /** How often it was replaced. */
  readonly generation: number;
  /** The age in milliseconds at which it is stale, if it has one. */
  readonly staleAfter: number | undefined;
  /** Whether it is older than so many milliseconds. */
  isStale(maxAge: number): boolean;
}

/** The most addresses that count as single hosts. */
const MAX_HOSTS = 16n;

/** What an {@link AddressSet} is made of. */
export interface AddressSetParts {
  readonly prefixes: readonly Prefix[];
  readonly any?: boolean;
  readonly unix?: boolean;
  readonly invoker?: boolean;
  readonly sidecar4?: boolean;
  readonly sidecar6?: boolean;
  readonly live?: readonly LiveView[];
  readonly isPending?: boolean;
}

/** A set of addresses. IPv4 and IPv6 are separate families. */
export class AddressSet {
  readonly any: boolean;
  /** Whether it includes a peer at a unix socket. */
  readonly unix: boolean;
  /** Whether it includes what invoked a function, which has no socket. */
  readonly invoker: boolean;
  readonly sidecar4: boolean;
  readonly sidecar6: boolean;
  readonly live: readonly LiveView[];
  /** Whether it stands for a live list that has no addresses yet: any address may be in it. */
  readonly isPending: boolean;
  /** How many prefixes were given. */
  readonly size: number;
  #ranges: readonly Interval[] | undefined;
  readonly #v4: Ranges;
  readonly #v6: Ranges;

  constructor(parts: AddressSetParts) {
    this.any = parts.any ?? false;
    this.unix = parts.unix ?? false;
    this.invoker = parts.invoker ?? false;
    this.sidecar4 = parts.sidecar4 ?? false;
    this.sidecar6 = parts.sidecar6 ?? false;
    this.live = parts.live ?? [];
    this.isPending = parts.isPending ?? false;
    this.size = parts.prefixes.length;
    this.#v4 = rangesOf(4, parts.prefixes);
    this.#v6 = rangesOf(6, parts.prefixes);
  }

  /** False if the set is `any`, or covers an entire address family. */
  get isSelective(): boolean {
    return !this.any && !this.#v4.isComplete && !this.#v6.isComplete;
  }

  /** Whether it has a few single addresses and nothing else. */
  get isHosts(): boolean {
    if (this.any || this.unix || this.invoker || this.live.length > 0) return false;
    const held = this.ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
    return held > 0n && held <= MAX_HOSTS;
  }

  /** The part of IPv4 or of IPv6 that it covers, 0 to 1; the larger of the two. */
  get share(): number {
    return Math.max(this.#v4.share, this.#v6.share);
  }

  /** The ranges of its prefixes, merged and in order, IPv4 first. Live lists are left out. */
  get ranges(): readonly Interval[] {
    return (this.#ranges ??= joined(this.#v4, this.#v6));
  }

  /** Whether it includes peers at unix sockets, and no others. */
  get isUnixAlone(): boolean {
    return this.unix && !hasRanges(this) && !this.sidecar && !this.invoker;
  }

  /** Whether it has an Istio sidecar's own address, 127.0.0.6 or ::6. */
  get sidecar(): boolean {
    return this.sidecar4 || this.sidecar6;
  }

  /** Whether the address belongs to this set. */
  matches(address: Address): boolean {
    return (
      (this.any && address.family !== 0 && !isSidecar(address)) || this.matchesExplicitly(address)
    );
  }

  /** As {@link matches}, without `any`. */
  matchesExplicitly(address: Address): boolean {
    const { family } = address;
    if (isSidecar(address)) return family === 4 ? this.sidecar4 : this.sidecar6;
    if (family === 4 ? this.#v4.has(address) : family === 6 && this.#v6.has(address)) return true;
    // Nearly every set has none.
    if (this.live.length === 0) return false;
    return this.live.some(({ current }) => current.matchesExplicitly(address));
  }
}

/** Whether the set has a live list of which no addresses are known yet. */
export function hasPendingList({ live }: AddressSet): boolean {
  for (const { current } of live) if (current.isPending) return true;
  return false;
}

/** Shared by all sets without addresses of a family, because a table is costly to make. */
const EMPTY = { 4: new IntervalTable(4, []), 6: new IntervalTable(6, []) };

function joined(v4: Ranges, v6: Ranges): readonly Interval[] {
  if (v6 === EMPTY[6]) return v4.list;
  return v4 === EMPTY[4] ? v6.list : [...v4.list, ...v6.list];
}

function rangesOf(family: 4 | 6, prefixes: readonly Prefix[]): Ranges {
  const own = prefixes.filter(({ network }) => network.family === family);
  if (own.length === 0) return EMPTY[family];
  return own.length === 1 ? new OnePrefix(own[0]!) : new IntervalTable(family, own);
}

/** Whether two sets have an address in common. Live lists count as they are now. */
export function overlap(a: AddressSet, b: AddressSet): boolean {
  // `any` includes neither unix sockets nor the sidecar's address.
  if ((a.any && hasRanges(b)) || (b.any && hasRanges(a))) return true;
  if ((a.unix && b.unix) || (a.invoker && b.invoker)) return true;
  if (a.sidecar4 && b.sidecar4) return true;
  if (a.sidecar6 && b.sidecar6) return true;
  return prefixesOverlap(a, b);
}

/** As {@link overlap}, for prefixes alone. */
export function prefixesOverlap(a: AddressSet, b: AddressSet): boolean {
  if (a.live.length === 0 && b.live.length === 0) return intersect(a.ranges, b.ranges);
  const others = withLive(b);
  return withLive(a).some((set) => others.some((other) => intersect(set.ranges, other.ranges)));
}

function withLive(set: AddressSet): readonly AddressSet[] {
  return [set, ...set.live.map((list) => list.current)];
}

/** Whether two lists of ranges intersect. Both are in order, IPv4 first. */
function intersect(left: readonly Interval[], right: readonly Interval[]): boolean {
  let i = 0;
  let j = 0;
  for (;;) {
    const a = left[i];
    const b = right[j];
    if (a === undefined || b === undefined) return false;
    if (endsBefore(a, b)) i++;
    else if (endsBefore(b, a)) j++;
    else return true;
  }
}

function endsBefore(a: Interval, b: Interval): boolean {
  return a.family < b.family || (a.family === b.family && a.last < b.first);
}

function hasRanges({ any, size, live }: AddressSet): boolean {
  return any || size > 0 || live.length > 0;
}

/** Whether a set's prefixes hold the whole range. Live lists are left out. */
export function isInside({ family, first, last }: Interval, set: AddressSet): boolean {
  return set.ranges.some((one) => one.family === family && one.first <= first && last <= one.last);
}
