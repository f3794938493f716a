import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll } from "vitest";

/** The folder of the recipes. */
export const folder = fileURLToPath(new URL("..", import.meta.url));

/**
 * Builds an application of test/apps before the tests of this block, where it finds one release of
 * its framework.
 *
 * @param within the folder, from examples/with, whose dependencies it has.
 * @param command the framework's own program and its arguments.
 * @param prepare changes the copy that is built.
 * @returns where it was built.
 */
export function useApplication(
  name: string,
  within: string,
  command: readonly string[],
  prepare: (directory: string) => Promise<unknown>,
): () => string {
  let directory = "";
  beforeAll(async () => {
    directory = await mkdtemp(join(folder, within, ".app-"));
    await cp(new URL(`apps/${name}`, import.meta.url), directory, { recursive: true });
    await prepare(directory);
    const silent = { NEXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1" };
    const env = { ...process.env, ...silent, NODE_ENV: "production" };
    await promisify(execFile)(process.execPath, command, { cwd: directory, env });
  }, 300_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return () => directory;
}
