import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
export const collectGarbage = runInNewContext("gc");

/** @param {readonly number[]} values */
export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/**
 * Times runs against each other, in turn, so that what disturbs the machine disturbs all of them alike. Counted is the
 * processor's time, not the clock's, which has in it what other programs take; and each run pays for the collection of
 * its own garbage, never of another's.
 *
 * @param {Readonly<Record<string, () => unknown>>} runs
 * @param {{ rounds: number, calls: number }} how often each is timed, and how many calls are timed together
 * @returns {Record<string, number>} the median of nanoseconds a call
 */
export function interleaved(runs, { rounds, calls }) {
  const entries = Object.entries(runs).map(([name, run]) => ({ name, run, samples: [] }));
  for (let round = -1; round < rounds; round++) {
    for (const { run, samples } of entries) {
      const begin = process.cpuUsage();
      for (let i = 0; i < calls; i++) run();
      collectGarbage({ type: "minor" });
      const { user, system } = process.cpuUsage(begin);
      // The round before the first one warms up.
      if (round >= 0) samples.push(((user + system) * 1_000) / calls);
    }
  }
  return Object.fromEntries(entries.map(({ name, samples }) => [name, median(samples)]));
}
