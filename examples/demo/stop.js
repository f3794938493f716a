/**
 * Stops the demonstration on Ctrl-C, on SIGTERM, and with the `npm start` that runs it. A second
 * Ctrl-C ends the process at once.
 *
 * @param {{ stop(): Promise<unknown> }} demo
 */
export function stopWhenAsked(demo) {
  const { ppid: parent } = process;
  // npm passes SIGTERM to the shell between the two, which does not pass it on. Only its end can be
  // seen.
  const watch = process.env["npm_lifecycle_event"] === "start" ? setInterval(look, 250) : undefined;
  watch?.unref();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);

  function look() {
    if (process.ppid !== parent) stop();
  }

  function stop() {
    clearInterval(watch);
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    void demo.stop();
  }
}
