import promises, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished, vi } from "vitest";

/** The files that are opened until the end of the test, each as `open` gave it. */
export function noteOpened(): readonly FileHandle[] {
  const handles: FileHandle[] = [];
  const { open } = promises;
  const spy = vi.spyOn(promises, "open").mockImplementation(async (...args) => {
    const handle = await open(...args);
    handles.push(handle);
    return handle;
  });
  // What is imported by name is the spy, too.
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  return handles;
}
