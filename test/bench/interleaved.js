import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
export const collectGarbage = runInNewContext("gc");

/** @param {readonly number[]} values */
export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/**
 * Times functions against each other, one sample of each per round, so that a busy machine slows
 * all of them alike. Measures CPU time, since the clock's time includes other programs. Each sample
 * includes the collection of its own garbage, and of no other.
 *
 * @param {Readonly<Record<string, () => unknown>>} runs
 * @param {{ rounds: number, calls: number }} samples of each function, and calls per sample
 * @returns {Record<string, number>} median nanoseconds per call
 */
export function interleaved(runs, { rounds, calls }) {
  const entries = Object.entries(runs).map(([name, run]) => ({ name, run, samples: [] }));
  for (let round = -1; round < rounds; round++) {
    for (const { run, samples } of entries) {
      const begin = process.cpuUsage();
      for (let i = 0; i < calls; i++) run();
      collectGarbage({ type: "minor" });
      const { user, system } = process.cpuUsage(begin);
      // Round -1 warms up.
      if (round >= 0) samples.push(((user + system) * 1_000) / calls);
    }
  }
  return Object.fromEntries(entries.map(({ name, samples }) => [name, median(samples)]));
}
