import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll } from "vitest";

import { findProgram } from "../../../test/harness/programs.ts";
import { Programs } from "../../../test/harness/running-programs.ts";
import { run } from "./running.ts";

/**
 * Runs a recipe in a process of its own until the test ends.
 *
 * @param name and older: as of `recipe`.
 * @param environment variables of its environment beside the tests' own.
 * @returns the port on which its `app` listens.
 */
export async function start(
  name: string,
  older: Readonly<Record<string, string>> = {},
  environment: NodeJS.ProcessEnv = {},
): Promise<number> {
  const program = new URL("serve.mjs", import.meta.url);
  return (await run(program, [name, JSON.stringify(older)], environment)).port;
}

/** Starts a Redis before the tests of this block and ends it after them. */
export function useRedis(): { url: () => string; stop: () => Promise<void> } {
  const programs = new Programs();
  let directory = "";
  const socket = (): string => join(directory, "redis.sock");
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "client-ip-"));
    const listener = ["--port", "0", "--unixsocket", socket()];
    const memory = ["--dir", directory, "--save", ""];
    await programs.start([findProgram("redis-server") ?? "", ...listener, ...memory], socket());
  });
  afterAll(async () => {
    await programs.stop();
    await rm(directory, { recursive: true, force: true });
  });
  return { url: () => `unix://${socket()}`, stop: () => programs.stop() };
}
