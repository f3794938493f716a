import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
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

/**
 * Whether anybody listens on a TCP port, or on a unix socket, where a process is, which may be a network namespace of
 * its own. Not tried out: a connection is more than some programs bear.
 */
async function listens(pid: number | "self", where: number | string): Promise<boolean> {
  const isPort = typeof where === "number";
  const names = isPort ? ["tcp", "tcp6"] : ["unix"];
  const tables = names.map((name) => readFile(`/proc/${pid}/net/${name}`, "latin1"));
  const port = isPort ? where.toString(16).toUpperCase().padStart(4, "0") : "";
  const listening = isPort ? new RegExp(`:${port} \\S+ 0A `) : ` ${where}\n`;
  try {
    return (await Promise.all(tables)).join("").search(listening) >= 0;
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Starts a program and waits until it listens.
 *
 * @param command the program's path and its arguments.
 * @param where it will listen: a TCP port, at any address, or the path of a unix socket.
 * @param environment what it finds there beside the tests' own.
 * @throws Error when somebody listens there already, and with the program's log when it ends early or does not listen in
 *   time.
 */
export async function startProgram(
  command: readonly [string, ...string[]],
  where: number | string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningProgram> {
  const [file, ...args] = command;
  if (await listens("self", where)) throw new Error(`Another program listens on ${where} already`);
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
    const isReady = child.pid !== undefined && (await listens(child.pid, where));
    if (isReady && !hasEnded(child)) break;
    if (hasEnded(child) || Date.now() > deadline) {
      await program.stop();
      throw new Error(`${file} does not listen on ${where}. It says:\n${log}`);
    }
  }
  return program;
}
