/** How long the page may wait for a pause, in milliseconds. A page that is not drawn has none. */
const PATIENCE = 100;
/** The work that is done then without one, in milliseconds. */
const SLICE = 8;

/**
 * Runs a generator to its end while the page has nothing else to do.
 *
 * @param done called with the result
 * @returns a function that stops it
 */
export function runWhenIdle<Result>(
  steps: Generator<undefined, Result>,
  done: (result: Result) => void,
): () => void {
  let stopped = false;
  const run = (end: number): void => {
    if (stopped) return;
    do {
      const step = steps.next();
      if (step.done === true) {
        done(step.value);
        return;
      }
    } while (performance.now() < end);
    whenIdle(run);
  };
  whenIdle(run);
  return () => {
    stopped = true;
  };
}

/** @param run is called with the time when it must end */
function whenIdle(run: (end: number) => void): void {
  const runSlice = (): void => run(performance.now() + SLICE);
  // Safari has no pauses to give.
  if (!("requestIdleCallback" in globalThis)) {
    setTimeout(runSlice);
    return;
  }
  globalThis.requestIdleCallback(
    (deadline) => {
      if (deadline.didTimeout) runSlice();
      else run(performance.now() + deadline.timeRemaining() - 1);
    },
    { timeout: PATIENCE },
  );
}
