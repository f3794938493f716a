import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll } from "vitest";

/**
 * Lets a file's hosts run `toa` and the tools of this directory; what `toa build` makes does not
 * outlive the tests.
 */
export function useToaTools(): void {
  const tools = ["../../../tools/toa", "."].map((name) =>
    fileURLToPath(new URL(name, import.meta.url)),
  );
  const directory = mkdtempSync(join(tmpdir(), "client-ip-lab-"));
  process.env["PATH"] = [...tools, process.env["PATH"]].join(delimiter);
  process.env["TOA_OBJECT"] = join(directory, "receiver.bpf.o");
  afterAll(() => rmSync(directory, { recursive: true }));
}
