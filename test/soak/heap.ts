import type { Sample } from "./figures.ts";

/** Bytes: 2 MB. */
export const MOST_GROWTH = 2_000_000;

/** The first fifth of the samples is the time in which code is compiled and caches fill. */
const WARM_UP = 1 / 5;

/** As many samples at both ends count: the median of each ignores an outlier. */
const COUNTED = 1 / 5;

/** How much memory has grown after the warm-up, in bytes. NaN for fewer than five samples. */
export function growthOf(samples: readonly Sample[], memory: "heap" | "external"): number {
  const counted = Math.floor(samples.length * COUNTED);
  const first = Math.ceil(samples.length * WARM_UP);
  const bytes = samples.map((sample) => sample[memory]);
  const early = bytes.slice(first, first + counted);
  const late = bytes.slice(bytes.length - counted);
  return median(late) - median(early);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
