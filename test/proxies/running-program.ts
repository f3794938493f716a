import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setInterval } from "node:timers/promises";

/** A program that a test started. */
export interface RunningProgram {
  /** All it has printed so far. */
  log(): string;
  /** Ends it, politely at first, and waits until it is gone. */
  stop(): Promise<void>;
}

const startLimit = 20_000;
const stopLimit = 5000;

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Starts a program and waits until it listens.
 *
 * @param command the program's path and its arguments.
 * @param port where it will listen on 127.0.0.1.
 * @param environment what it finds there beside the tests' own.
 * @throws Error with the program's log when it ends early or does not listen in time.
 */
export async function startProgram(
  command: readonly [string, ...string[]],
  port: number,
  environment: Readonly<Record<string, string>>,
): Promise<RunningProgram> {
  const [file, ...args] = command;
  const env = { ...process.env, ...environment };
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env });
  const kill = (): unknown => child.kill();
  process.once("exit", kill);
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  }
  child.once("error", (error) => (log += error.message));

  const program: RunningProgram = {
    log: () => log,
    async stop() {
      process.off("exit", kill);
      if (hasEnded(child)) return;
      const lastResort = setTimeout(() => child.kill("SIGKILL"), stopLimit);
      child.kill();
      await once(child, "exit");
      clearTimeout(lastResort);
    },
  };

  const deadline = Date.now() + startLimit;
  for await (const _ of setInterval(20)) {
    if (await listens(port)) break;
    if (hasEnded(child) || Date.now() > deadline) {
      await program.stop();
      throw new Error(`${file} does not listen on port ${port}. It says:\n${log}`);
    }
  }
  return program;
}
