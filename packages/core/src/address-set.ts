import type { Address } from "./address.ts";
import type { LiveAddresses } from "./live-addresses.ts";
import type { Prefix } from "./prefix.ts";

/** 127.0.0.6 and ::6, from where an Istio sidecar connects: only the literal address matches them. */
export function isSidecar(address: Address): boolean {
  return address.family === 4
    ? address.a === 0x7f000006
    : address.family === 6 && address.d === 6 && (address.a | address.b | address.c) === 0;
}

/** What an {@link AddressSet} is made of. */
export interface AddressSetParts {
  readonly prefixes: readonly Prefix[];
  readonly any?: boolean;
  readonly unix?: boolean;
  readonly sidecar4?: boolean;
  readonly sidecar6?: boolean;
  readonly live?: readonly LiveAddresses[];
}

/** A set of addresses: merged, sorted ranges, searched by halves. IPv4 and IPv6 are separate families. */
export class AddressSet {
  readonly any: boolean;
  /** Whether a unix-socket peer belongs to it. */
  readonly unix: boolean;
  readonly sidecar4: boolean;
  readonly sidecar6: boolean;
  readonly live: readonly LiveAddresses[];
  readonly prefixes: readonly Prefix[];
  readonly #v4: Uint32Array;
  readonly #v6: Uint32Array;

  constructor(parts: AddressSetParts) {
    this.any = parts.any ?? false;
    this.unix = parts.unix ?? false;
    this.sidecar4 = parts.sidecar4 ?? false;
    this.sidecar6 = parts.sidecar6 ?? false;
    this.live = parts.live ?? [];
    this.prefixes = parts.prefixes;
    this.#v4 = boundaries(parts.prefixes, 4);
    this.#v6 = boundaries(parts.prefixes, 6);
  }

  /** Whether it tells some from others: `any` does not, nor do prefixes that hold a whole family together. */
  get concrete(): boolean {
    return !this.any && !isWhole(this.#v4) && !isWhole(this.#v6);
  }

  /** The largest part of a family that it holds, 0 to 1. */
  get share(): number {
    return Math.max(shareOf(this.#v4, 1), shareOf(this.#v6, 4));
  }

  /** Whether it names the sidecar's own address. */
  get sidecar(): boolean {
    return this.sidecar4 || this.sidecar6;
  }

  /** Whether the address belongs to this set. */
  matches(address: Address): boolean {
    if (isSidecar(address)) return address.family === 4 ? this.sidecar4 : this.sidecar6;
    return (this.any && address.family !== 0) || this.names(address);
  }

  /** As {@link matches}, without `any`. */
  names(address: Address): boolean {
    if (isSidecar(address)) return address.family === 4 ? this.sidecar4 : this.sidecar6;
    if (address.family === 4 ? this.#find4(address) : this.#find6(address)) return true;
    for (const list of this.live) if (list.current.names(address)) return true;
    return false;
  }

  #find4({ a }: Address): boolean {
    const bounds = this.#v4;
    const word = a >>> 0;
    let low = 0;
    let high = bounds.length >>> 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at(bounds, middle * 2 + 1) < word) low = middle + 1;
      else high = middle;
    }
    return at(bounds, low * 2) <= word;
  }

  #find6(address: Address): boolean {
    if (address.family !== 6) return false;
    const bounds = this.#v6;
    let low = 0;
    let high = bounds.length >>> 3;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare6(bounds, middle * 8 + 4, address) < 0) low = middle + 1;
      else high = middle;
    }
    return compare6(bounds, low * 8, address) <= 0;
  }
}

/** Whether two sets can hold the same address; live lists count with what they hold now. */
export function overlap(one: AddressSet, other: AddressSet): boolean {
  // `any` is never a unix socket, nor the sidecar's address.
  if ((one.any && hasRanges(other)) || (other.any && hasRanges(one))) return true;
  if ((one.unix && other.unix) || (one.sidecar4 && other.sidecar4)) return true;
  if (one.sidecar6 && other.sidecar6) return true;
  return prefixesOverlap(one, other);
}

/** As {@link overlap}, ranges alone. */
export function prefixesOverlap(one: AddressSet, other: AddressSet): boolean {
  const left = allPrefixes(one);
  return allPrefixes(other).some((b) =>
    left.some((a) => a.family === b.family && a.first <= b.last && b.first <= a.last),
  );
}

function hasRanges({ any, prefixes, live }: AddressSet): boolean {
  return any || prefixes.length > 0 || live.length > 0;
}

function allPrefixes(set: AddressSet): readonly Prefix[] {
  return [...set.prefixes, ...set.live.flatMap((list) => list.current.prefixes)];
}

function isWhole(bounds: Uint32Array): boolean {
  const half = bounds.length / 2;
  return (
    (half === 1 || half === 4) &&
    bounds.subarray(0, half).every((word) => word === 0) &&
    bounds.subarray(half).every((word) => word === 0xffffffff)
  );
}

/** How much of its family the ranges hold, by their first words. */
function shareOf(bounds: Uint32Array, words: number): number {
  let held = 0;
  for (let i = 0; i < bounds.length; i += 2 * words)
    held += at(bounds, i + words) - at(bounds, i) + 1;
  return held / 2 ** 32;
}

/** First and last of each merged range, in order; IPv6 as four words each. */
function boundaries(prefixes: readonly Prefix[], family: 4 | 6): Uint32Array {
  const merged: { first: bigint; last: bigint }[] = [];
  const sorted = prefixes
    .filter((prefix) => prefix.family === family)
    .toSorted((a, b) => (a.first < b.first ? -1 : 1));
  for (const { first, last } of sorted) {
    const before = merged.at(-1);
    if (before === undefined || first > before.last + 1n) merged.push({ first, last });
    else if (last > before.last) before.last = last;
  }
  const shifts = family === 4 ? [0n] : [96n, 64n, 32n, 0n];
  return Uint32Array.from(
    merged.flatMap(({ first, last }) =>
      [first, last].flatMap((bound) =>
        shifts.map((shift) => Number((bound >> shift) & 0xffffffffn)),
      ),
    ),
  );
}

function compare6(bounds: Uint32Array, index: number, { a, b, c, d }: Address): number {
  return (
    at(bounds, index) - (a >>> 0) ||
    at(bounds, index + 1) - (b >>> 0) ||
    at(bounds, index + 2) - (c >>> 0) ||
    at(bounds, index + 3) - (d >>> 0)
  );
}

/** A bound; behind the last range there is one that no address reaches. */
function at(bounds: Uint32Array, index: number): number {
  return bounds[index] ?? Number.POSITIVE_INFINITY;
}
