import type { Random } from "./random.ts";

/** Longer inputs show nothing that shorter ones do not. */
const MAX_LENGTH = 4_096;

/** What a mutation draws from. */
export interface Pool {
  readonly inputs: readonly string[];
  readonly tokens: readonly string[];
}

const pick = <One>(all: readonly One[], random: Random): One => all[random(all.length)]!;

/** Characters that are a byte; one in eight is any other. */
function anyCharacter(random: Random): string {
  return String.fromCharCode(random(8) === 0 ? random(0x1_0000) : random(0x100));
}

type Mutator = (text: string, at: number, pool: Pool, random: Random) => string;

const MUTATORS: readonly Mutator[] = [
  // Another character, a token in its place or in front of it.
  (text, at, _pool, random) => text.slice(0, at) + anyCharacter(random) + text.slice(at + 1),
  (text, at, { tokens }, random) => text.slice(0, at) + pick(tokens, random) + text.slice(at + 1),
  (text, at, { tokens }, random) => text.slice(0, at) + pick(tokens, random) + text.slice(at),
  // A part left out, or twice, or many times.
  (text, at, _pool, random) => text.slice(0, at) + text.slice(at + 1 + random(16)),
  (text, at, _pool, random) => text.slice(0, at + 1 + random(16)) + text.slice(at),
  (text, at, _pool, random) =>
    text.slice(0, at) + text.slice(at, at + 1 + random(4)).repeat(random(64)) + text.slice(at),
  // The end of another input.
  (text, at, { inputs }, random) => {
    const other = pick(inputs, random);
    return text.slice(0, at) + other.slice(random(other.length + 1));
  },
  (text, at) => text.slice(0, at),
];

/** An input changed in one to six places. */
export function mutated(pool: Pool, random: Random): string {
  let text = pick(pool.inputs, random);
  for (let changes = 1 + random(6); changes > 0; changes--) {
    text = pick(MUTATORS, random)(text, random(text.length + 1), pool, random);
  }
  return text.slice(0, MAX_LENGTH);
}
