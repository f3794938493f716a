/**
 * Ends the demonstration on Ctrl-C and when asked to terminate; a second time, whatever hangs is cut off.
 *
 * @param {import("node:events").EventEmitter} process
 * @param {{ stop(): Promise<unknown> }} demo
 */
export function stopOnSignal(process, demo) {
  const stop = () => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    void demo.stop();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}
