/** A whole number from 0, less than the bound. */
export type Random = (bound: number) => number;

/** Marsaglia's xorshift: small, quick, and the same everywhere. */
export function generator(seed: number): Random {
  let state = Math.trunc(seed) || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}
