import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll } from "vitest";

import { findProgram } from "../../../test/harness/programs.ts";
import { Programs } from "../../../test/harness/running-programs.ts";

const processes = new Set<ChildProcess>();

afterEach(async () => {
  const ends = [...processes].map(async (child) => {
    if (child.kill()) await once(child, "exit");
  });
  processes.clear();
  await Promise.all(ends);
});

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
  const env = { ...process.env, ...environment };
  const child = fork(program, [name, JSON.stringify(older)], { env, silent: true });
  processes.add(child);
  let log = "";
  child.stdout?.resume();
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (log += text));
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${name} ended with ${code}. Its log:\n${log}`);
  });
  const [port] = await Promise.race([once(child, "message"), ended]);
  return port;
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
