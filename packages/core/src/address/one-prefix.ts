import type { Address } from "./address.ts";
import type { Interval, Ranges } from "./interval-table.ts";
import { hostMask } from "./network.ts";
import type { Prefix } from "./prefix.ts";

/**
 * The addresses covered by one prefix. Most hops have one, and a path may have thousands of hops:
 * it needs no table.
 */
export class OnePrefix implements Ranges {
  readonly #network: Address;
  readonly #bits: number;
  /** The bits of each word that are those of the network. */
  readonly #maskA: number;
  readonly #maskB: number;
  readonly #maskC: number;
  readonly #maskD: number;

  constructor({ network, bits }: Prefix) {
    this.#network = network;
    this.#bits = bits;
    this.#maskA = ~hostMask(bits);
    this.#maskB = ~hostMask(bits - 32);
    this.#maskC = ~hostMask(bits - 64);
    this.#maskD = ~hostMask(bits - 96);
  }

  has({ a, b, c, d }: Address): boolean {
    const network = this.#network;
    return (
      ((a ^ network.a) & this.#maskA) === 0 &&
      ((b ^ network.b) & this.#maskB) === 0 &&
      ((c ^ network.c) & this.#maskC) === 0 &&
      ((d ^ network.d) & this.#maskD) === 0
    );
  }

  get isComplete(): boolean {
    return this.#bits === 0;
  }

  get share(): number {
    // To the precision of the first word, as of several prefixes.
    return this.#bits > 32 ? 0 : 2 ** -this.#bits;
  }

  get list(): Interval[] {
    const { family, a, b, c, d } = this.#network;
    if (family === 4) {
      const last = (a | ~this.#maskA) >>> 0;
      return [{ family, first: BigInt(a >>> 0), last: BigInt(last) }];
    }
    const first = joined(a, b, c, d);
    return [{ family: 6, first, last: first + (1n << BigInt(128 - this.#bits)) - 1n }];
  }
}

function joined(...words: readonly number[]): bigint {
  return words.reduce((value, word) => (value << 32n) | BigInt(word >>> 0), 0n);
}
