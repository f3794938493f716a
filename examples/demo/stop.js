/**
 * Ends the demonstration on Ctrl-C, when asked to terminate, and with the `npm start` that runs it. A second Ctrl-C
 * cuts off whatever hangs.
 *
 * @param {{ stop(): Promise<unknown> }} demo
 */
export function stopWhenAsked(demo) {
  const { ppid: parent } = process;
  // npm hands SIGTERM to the shell between the two, and that to nobody: its end is all there is to see.
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
