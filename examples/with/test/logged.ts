import { Console } from "node:console";

import { vi } from "vitest";

/**
 * What is written to standard output while a function runs; it is not shown. A logger has to start
 * in the function: pino looks then whether standard output is another's.
 */
export async function logged(run: () => Promise<unknown>): Promise<string> {
  let written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
  // vitest's own console does not write to standard output.
  vi.stubGlobal("console", new Console(process.stdout, process.stderr));
  try {
    await run();
  } finally {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }
  return written;
}
