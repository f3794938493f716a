import type { Address } from "./address.ts";
import type { Prefix } from "./prefix.ts";

/**
 * A range of addresses, both ends included, as unsigned integers of 32 (IPv4) or 128 bits (IPv6).
 */
export interface Interval {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** The addresses of one family that prefixes cover. */
export interface Ranges {
  /** Whether the address, which must be of this family, is covered. */
  has(address: Address): boolean;
  /** Whether every address of the family is covered. */
  readonly isComplete: boolean;
  /** The part of the family that is covered, 0 to 1, to the precision of the first word. */
  readonly share: number;
  /** The ranges that are covered, in order. No two of them touch. */
  readonly list: Interval[];
}

/** 32-bit words of a bound, the most significant first. IPv4 uses the first, as {@link Address}. */
const WORDS = 4;

/** The fewest leading bits that a directory indexes: most networks begin and end with an octet. */
const MIN_DIRECTORY_BITS = 8;
/** The most: 2^16 entries of 4 bytes are 256 KiB. */
const MAX_DIRECTORY_BITS = 16;

/**
 * The addresses covered by prefixes of one family, as sorted bounds: the first begins a range, the
 * second is the first address after it, and so on in turn. An address is covered if the number of
 * bounds up to it is odd. For the leading bits of an address, a directory gives the number of
 * bounds below, so that a lookup compares few bounds or none.
 *
 * Example: 10.0.0.0/8 and 192.0.2.0/24 are the bounds 10.0.0.0, 11.0.0.0, 192.0.2.0, 192.0.3.0.
 * Three bounds are up to 192.0.2.7, an odd number: it is covered.
 */
export class IntervalTable implements Ranges {
  readonly #family: 4 | 6;
  readonly #bounds: Uint32Array;
  /**
   * The number of bounds below each value of the leading bits, and the number of all at the end.
   */
  readonly #directory: Uint32Array;
  readonly #shift: number;

  /** @param prefixes of the one family, in any order */
  constructor(family: 4 | 6, prefixes: readonly Prefix[]) {
    this.#family = family;
    this.#bounds = boundsOf(prefixes);
    const count = this.#bounds.length / WORDS;
    const wanted = 1 + Math.ceil(Math.log2(count + 1));
    const bits = Math.max(MIN_DIRECTORY_BITS, Math.min(MAX_DIRECTORY_BITS, wanted));
    this.#shift = 32 - bits;
    this.#directory = directoryOf(this.#bounds, bits);
  }

  has(address: Address): boolean {
    const bounds = this.#bounds;
    const directory = this.#directory;
    const first = address.a >>> 0;
    const slot = first >>> this.#shift;
    let low = directory[slot]!;
    let high = directory[slot + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      // The first words nearly always differ.
      const word = bounds[middle * WORDS]!;
      const upTo = word === first ? compare(bounds, middle * WORDS, address) <= 0 : word < first;
      if (upTo) low = middle + 1;
      else high = middle;
    }
    return (low & 1) === 1;
  }

  get isComplete(): boolean {
    return this.#bounds.length === WORDS && this.#bounds.every((word) => word === 0);
  }

  get share(): number {
    const bounds = this.#bounds;
    let covered = 0;
    for (let i = 0; i < bounds.length; i += 2 * WORDS) {
      covered += (bounds[i + WORDS] ?? 2 ** 32) - bounds[i]!;
    }
    return covered / 2 ** 32;
  }

  get list(): Interval[] {
    const bounds = this.#bounds;
    const list: Interval[] = [];
    const words = this.#family === 4 ? 1 : WORDS;
    const top = 1n << BigInt(words * 32);
    for (let i = 0; i < bounds.length; i += 2 * WORDS) {
      const after = i + WORDS < bounds.length ? valueOf(bounds, i + WORDS, words) : top;
      list.push({ family: this.#family, first: valueOf(bounds, i, words), last: after - 1n });
    }
    return list;
  }
}

function valueOf(bounds: Uint32Array, index: number, words: number): bigint {
  let value = BigInt(bounds[index]!);
  for (let i = 1; i < words; i++) value = (value << 32n) | BigInt(bounds[index + i]!);
  return value;
}

/** The bounds of all prefixes. Two prefixes are nested or disjoint; they never overlap in part. */
function boundsOf(prefixes: readonly Prefix[]): Uint32Array {
  const bounds = new Uint32Array(prefixes.length * 2 * WORDS);
  let end = 0;
  for (const { network, bits } of prefixes.toSorted(compareNetworks)) {
    const before = end === 0 ? -1 : compare(bounds, end - WORDS, network);
    if (before > 0) continue;
    // Adjacent ranges merge.
    if (before === 0) end -= WORDS;
    else end = writeBound(bounds, end, network);
    writeBound(bounds, end, network);
    if (!movePast(bounds, end, bits)) break;
    end += WORDS;
  }
  return bounds.slice(0, end);
}

function directoryOf(bounds: Uint32Array, bits: number): Uint32Array {
  const directory = new Uint32Array(2 ** bits + 1);
  for (let i = 0; i < bounds.length; i += WORDS) directory[(bounds[i]! >>> (32 - bits)) + 1]!++;
  for (let i = 1; i < directory.length; i++) directory[i]! += directory[i - 1]!;
  return directory;
}

/** Orders prefixes by their first address, the wider first. */
function compareNetworks(left: Prefix, right: Prefix): number {
  const { a, b, c, d } = left.network;
  const { network } = right;
  return (
    (a >>> 0) - (network.a >>> 0) ||
    (b >>> 0) - (network.b >>> 0) ||
    (c >>> 0) - (network.c >>> 0) ||
    (d >>> 0) - (network.d >>> 0) ||
    left.bits - right.bits
  );
}

/** Negative if the bound is below the address, positive if above. */
function compare(bounds: Uint32Array, at: number, { a, b, c, d }: Address): number {
  return (
    bounds[at]! - (a >>> 0) ||
    bounds[at + 1]! - (b >>> 0) ||
    bounds[at + 2]! - (c >>> 0) ||
    bounds[at + 3]! - (d >>> 0)
  );
}

/** Writes a bound and returns the index of the next. */
function writeBound(bounds: Uint32Array, at: number, { a, b, c, d }: Address): number {
  bounds[at] = a;
  bounds[at + 1] = b;
  bounds[at + 2] = c;
  bounds[at + 3] = d;
  return at + WORDS;
}

/** Moves a bound from a network's first address past its last; `false` past the last of all. */
function movePast(bounds: Uint32Array, at: number, bits: number): boolean {
  let step = 2 ** ((32 - (bits % 32)) % 32);
  for (let word = Math.ceil(bits / 32) - 1; word >= 0; word--) {
    const sum = bounds[at + word]! + step;
    bounds[at + word] = sum;
    if (sum < 2 ** 32) return true;
    step = 1;
  }
  return false;
}
