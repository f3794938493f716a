import type { Coverage } from "./coverage.ts";
import { mutated } from "./mutators.ts";
import type { Random } from "./random.ts";
import type { Target } from "./target.ts";

/** Asking V8 for its coverage takes as long as many inputs. */
const BATCH = 1_000;

/** What a run found. */
export interface Found {
  readonly inputs: number;
  /** Blocks of code that have run. */
  readonly blocks: number;
  /** Inputs that ran a new block, in the order of their discovery. */
  readonly kept: readonly string[];
  /** The first input that broke a promise, made as short as single cuts make it, and the error. */
  readonly broken?: { readonly input: string; readonly error: unknown };
}

/**
 * Mutates inputs, keeps those that run a new block of code, and stops at the first that breaks a
 * promise.
 *
 * @param corpus inputs of earlier runs.
 * @param isOver asked after each batch of inputs.
 */
export async function fuzz(
  target: Target,
  coverage: Coverage,
  corpus: readonly string[],
  random: Random,
  isOver: (inputs: number) => boolean,
): Promise<Found> {
  const inputs = [...target.seeds, ...corpus];
  const kept: string[] = [];
  let count = 0;
  let broken = await brokenBy(inputs, target);
  const blocks = new Set(await coverage.take());

  async function* batches(): AsyncGenerator<readonly string[]> {
    while (!isOver(count)) {
      const pool = { inputs, tokens: target.tokens };
      yield Array.from({ length: BATCH }, () => mutated(pool, random));
    }
  }

  /** Keeps the inputs that ran these blocks first, by halves. */
  async function keep(batch: readonly string[], fresh: ReadonlySet<string>): Promise<void> {
    const left = [...fresh].filter((block) => !blocks.has(block));
    if (left.length === 0 || batch.length === 0) return;
    if (batch.length === 1) {
      kept.push(...batch);
      inputs.push(...batch);
      for (const block of left) blocks.add(block);
      return;
    }
    for await (const half of inTurn([
      batch.slice(0, batch.length >> 1),
      batch.slice(batch.length >> 1),
    ])) {
      await brokenBy(half, target);
      await keep(half, await coverage.take());
    }
  }

  for await (const batch of broken === undefined ? batches() : inTurn([])) {
    count += batch.length;
    broken = await brokenBy(batch, target);
    if (broken !== undefined) break;
    await keep(batch, await coverage.take());
  }
  const shortest = broken && (await shortened(broken, target));
  return { inputs: count, blocks: blocks.size, kept, ...(shortest && { broken: shortest }) };
}

type Broken = NonNullable<Found["broken"]>;

async function brokenBy(inputs: readonly string[], { check }: Target): Promise<Broken | undefined> {
  for await (const input of inTurn(inputs)) {
    try {
      await check(input);
    } catch (error) {
      return { input, error };
    }
  }
  return undefined;
}

/** One after another: the next when the loop has done with the one before. */
export async function* inTurn<One>(all: readonly One[]): AsyncGenerator<One> {
  yield* all;
}

/** Leaves out parts as long as the input still breaks a promise. */
async function shortened(broken: Broken, target: Target): Promise<Broken> {
  let shortest = broken;
  for await (const [at, size] of cuts(() => shortest.input.length)) {
    const { input } = shortest;
    const shorter = await brokenBy([input.slice(0, at) + input.slice(at + size)], target);
    shortest = shorter ?? shortest;
  }
  return shortest;
}

/** Ever smaller parts of a text, which becomes shorter meanwhile. */
async function* cuts(length: () => number): AsyncGenerator<readonly [at: number, size: number]> {
  for (let size = length() >> 1; size > 0; size >>= 1) {
    for (let at = length() - size; at >= 0; at -= size) yield [at, size];
  }
}
