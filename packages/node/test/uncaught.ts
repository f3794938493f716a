/** The uncaught exceptions while `use` ran, and in the turn of the event loop after it. */
export async function uncaughtDuring(use: () => unknown): Promise<readonly unknown[]> {
  const uncaught: unknown[] = [];
  process.setUncaughtExceptionCaptureCallback((error) => uncaught.push(error));
  try {
    await use();
    await new Promise(setImmediate);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
  return uncaught;
}
