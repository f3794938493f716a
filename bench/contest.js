import { getHeapStatistics } from "node:v8";
import { measure } from "mitata";
import { collectGarbage, median } from "./interleaved.js";

/** How long a sample takes, about, in nanoseconds: long beside the collection of its garbage. */
const SAMPLE = 4e6;

/** The processor's time in nanoseconds: the clock's has in it what other programs take. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}

/** One sample, a mean over many calls, which pays for the collection of its own garbage and never of another's. */
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

/** How many calls fill a sample; it is asked until it is warm enough to tell. */
async function callsIn(run) {
  for (let calls = 1; ;) {
    const ns = Math.min(
      await sample(run, calls),
      await sample(run, calls),
      await sample(run, calls),
    );
    if (ns * calls >= SAMPLE / 2) return Math.max(1, Math.round(SAMPLE / ns));
    calls = Math.min(calls * 32, Math.ceil(SAMPLE / ns));
  }
}

/**
 * Times runs against each other with mitata, in turn and another one first each time, so that what disturbs the machine
 * disturbs all of them alike.
 *
 * @param {Readonly<Record<string, () => unknown>>} runs
 * @param {number} rounds how often each is timed
 * @returns {Promise<Record<string, number>>} the median of nanoseconds a call
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
      // The round before the first one warms up.
      if (round >= 0) samples.push(ns);
    }
  }
  return Object.fromEntries(entries.map(({ name, samples }) => [name, median(samples)]));
}

let last;

/** Reads all inputs, one after the other; what it read is kept, lest a compiler leave it out. */
export function reader(read, inputs) {
  return () => {
    for (const input of inputs) last = read(input);
    return last;
  };
}

const FEW = 16;

/** How much the heap of V8 grows by a run while nothing is collected. */
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
 * What reading an input leaves to be collected.
 *
 * @param {(input) => unknown} read warmed up
 * @param {readonly unknown[]} inputs of which the first few are read: more would fill the part that is collected often
 * @returns {number} bytes
 */
export function garbageOf(read, inputs) {
  const few = inputs.slice(0, FEW);
  const nothing = growth(reader(() => undefined, few));
  return (growth(reader(read, few)) - nothing) / few.length;
}
