/** The time, timers and chance, so that tests need none of them. */
export interface Schedule {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls back once, after so many milliseconds. The process does not wait for it. */
  readonly after: (milliseconds: number, callback: () => void) => { readonly cancel: () => void };
  /** At least 0 and below 1. */
  readonly random: () => number;
}

/** A timer of Node with a longer delay ends at once. */
const MAX_DELAY = 2 ** 31 - 1;

/** The clock, the timers and the chance of this process. */
export const REAL: Schedule = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, MAX_DELAY));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  random: () => Math.random(),
};

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** After a success: within a tenth of the interval, so that many processes do not ask at once. */
export function afterSuccess(interval: number, random: number): number {
  return Math.round(interval * (0.9 + 0.2 * random));
}

/**
 * After so many failures in a row: a minute, doubled each time up to the interval, of which half is
 * left to chance; and never before the server says.
 */
export function afterFailure(
  failures: number,
  interval: number,
  random: number,
  retryAfter: number = 0,
): number {
  const longest = Math.min(interval, MINUTE * 2 ** Math.min(failures - 1, 30));
  return Math.round(Math.max(longest * (0.5 + 0.5 * random), Math.min(retryAfter, DAY)));
}
