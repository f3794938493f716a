import { type ChildProcess, fork, type ForkOptions } from "node:child_process";
import { on, once } from "node:events";
import { text } from "node:stream/consumers";

import { afterEach } from "vitest";

const processes = new Set<ChildProcess>();

afterEach(async () => {
  const ends = [...processes].map(async (child) => {
    if (child.kill()) await once(child, "exit");
  });
  processes.clear();
  await Promise.all(ends);
});

/** A program in a process of its own. */
export interface Running {
  /** Where it listens: the first message that it sent. */
  readonly port: number;
  /** The next message that it sends. */
  readonly next: () => Promise<unknown>;
}

/**
 * Runs a program until the test ends.
 *
 * @param environment variables of its environment beside the tests' own.
 * @throws Error with what it wrote to stderr, if it ends before it listens.
 */
export async function run(
  program: URL,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  options: ForkOptions = {},
): Promise<Running> {
  const env = { ...process.env, ...environment };
  const child = fork(program, args, { ...options, env, silent: true });
  processes.add(child);
  const messages = on(child, "message");
  const written = text(child.stderr!);
  child.stdout!.resume();
  const ended = once(child, "exit").then(async ([code]) => {
    throw new Error(`${program.href} ended with ${code}\n${await written}`);
  });
  const next = async (): Promise<unknown> => {
    const { value } = await Promise.race([messages.next(), ended]);
    return value[0];
  };
  return { port: Number(await next()), next };
}
