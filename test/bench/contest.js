import { getHeapStatistics } from "node:v8";
import { measure } from "mitata";
import { collectGarbage, median } from "./interleaved.js";

/** Target length of a sample in nanoseconds: long compared to collecting its garbage. */
const SAMPLE_NS = 4e6;

/** CPU time of this process in nanoseconds. The clock's time would include other programs. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}

/** The mean of many calls. It includes the collection of their own garbage, and of no other. */
async function sample(run, calls) {
  const { samples, gc } = await measure(run, {
    now: processorTime,
    gc: () => collectGarbage({ type: "minor" }),
    inner_gc: true,
    min_samples: 1,
    max_samples: 1,
    min_cpu_time: 0,
    batch_samples: calls,
    batch_unroll: 1,
    batch_threshold: Infinity,
    warmup_threshold: Infinity,
    warmup_samples: 1,
  });
  return samples[0] + gc.total / calls;
}

/** How many calls fill a sample. Measures until the function is warm. */
async function callsIn(run) {
  for (let calls = 1; ;) {
    const ns = Math.min(
      await sample(run, calls),
      await sample(run, calls),
      await sample(run, calls),
    );
    if (ns * calls >= SAMPLE_NS / 2) return Math.max(1, Math.round(SAMPLE_NS / ns));
    calls = Math.min(calls * 32, Math.ceil(SAMPLE_NS / ns));
  }
}

/**
 * Times functions against each other with mitata: one sample of each per round. The order rotates,
 * so that a busy machine slows all of them alike.
 *
 * @param {Readonly<Record<string, () => unknown>>} runs
 * @param {number} rounds samples of each function
 * @returns {Promise<Record<string, number>>} median nanoseconds per call
 */
export async function contest(runs, rounds) {
  const entries = [];
  for (const [name, run] of Object.entries(runs)) {
    entries.push({ name, run, calls: await callsIn(run), samples: [] });
  }
  for (let round = -1; round < rounds; round++) {
    entries.push(entries.shift());
    for (const { run, calls, samples } of entries) {
      const ns = await sample(run, calls);
      // Round -1 warms up.
      if (round >= 0) samples.push(ns);
    }
  }
  return Object.fromEntries(entries.map(({ name, samples }) => [name, median(samples)]));
}

let last;

/**
 * Reads all inputs in order. The last result is kept, so that the compiler cannot drop the reads.
 */
export function reader(read, inputs) {
  return () => {
    for (const input of inputs) last = read(input);
    return last;
  };
}

/** More would fill the young generation, which would then be collected. */
const GARBAGE_INPUTS = 16;

/** Bytes by which V8's heap grows during a call, without a collection. */
function growth(run) {
  const grown = [];
  for (let i = 0; i < 15; i++) {
    collectGarbage({ type: "minor" });
    const before = getHeapStatistics().used_heap_size;
    run();
    grown.push(getHeapStatistics().used_heap_size - before);
  }
  return median(grown);
}

/**
 * Bytes of garbage that reading one input leaves.
 *
 * @param {(input) => unknown} read warmed up
 * @param {readonly unknown[]} inputs of which the first {@link GARBAGE_INPUTS} are read
 */
export function garbageOf(read, inputs) {
  const few = inputs.slice(0, GARBAGE_INPUTS);
  const nothing = growth(reader(() => undefined, few));
  return (growth(reader(read, few)) - nothing) / few.length;
}
