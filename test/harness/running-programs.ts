import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setInterval } from "node:timers/promises";

import { type ProxyTask, proxyCommand } from "./proxy-command.ts";

const START_LIMIT = 20_000;
const STOP_LIMIT = 5000;

/** All that run. They must not outlive the tests, however these end. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill();
});

/**
 * Whether a program listens on a TCP port or a unix socket, in the network namespace of a process.
 * The kernel's tables say so; a trial connection would disturb some of the programs.
 */
export async function listens(where: number | string, pid: number | "self"): Promise<boolean> {
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

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Ends a program with SIGTERM, or with SIGKILL when that takes too long. */
async function end(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.pid === undefined || hasEnded(child)) return;
  const lastResort = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT);
  child.kill();
  await once(child, "exit");
  clearTimeout(lastResort);
}

/** Programs that a test runs, in one place. */
export class Programs {
  readonly #children: ChildProcess[] = [];
  #log = "";

  /** What goes in front of each command, which must stay the same process, such as `nsenter`. */
  get prefix(): readonly string[] {
    return [];
  }

  /** All that they have printed so far. */
  get log(): string {
    return this.#log;
  }

  /**
   * Starts a program and waits until it listens.
   *
   * @param command the program's path and its arguments.
   * @param where it will listen: a TCP port, at any address, or the path of a unix socket.
   * @param environment variables of its environment beside the tests' own.
   * @throws Error when another program listens there already, and with the log when it ends early
   *   or does not listen in time.
   */
  async start(command: readonly string[], where: number | string, environment = {}): Promise<void> {
    if (await listens(where, "self"))
      throw new Error(`Another program listens on ${where} already`);
    const [file = "", ...args] = [...this.prefix, ...command];
    const env = { ...process.env, ...environment };
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env });
    running.add(child);
    this.#children.push(child);
    const print = (text: string): unknown => (this.#log += text);
    child.stdout.setEncoding("utf8").on("data", print);
    child.stderr.setEncoding("utf8").on("data", print);
    child.once("error", ({ message }) => print(message));
    const deadline = Date.now() + START_LIMIT;
    for await (const _ of setInterval(20)) {
      if (child.pid === undefined || hasEnded(child) || Date.now() > deadline) break;
      if (await listens(where, child.pid)) return;
    }
    await end(child);
    throw new Error(`${command.join(" ")} does not listen on ${where}. The log:\n${this.#log}`);
  }

  /**
   * Starts a proxy and waits until it listens.
   *
   * @param task with the file's real path and the port on which it really listens.
   * @param directory for what the proxy writes.
   * @param user in front of its command, such as `setpriv`.
   */
  async proxy(task: ProxyTask, directory: string, user: readonly string[] = []): Promise<void> {
    const command = await proxyCommand(task, directory);
    await this.start([...user, ...command], task.port, { HOME: directory });
  }

  /** Ends them and waits until they are gone. */
  async stop(): Promise<void> {
    await Promise.all(this.#children.splice(0).map(end));
  }
}
