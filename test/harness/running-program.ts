import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setInterval } from "node:timers/promises";

const START_LIMIT = 20_000;
const STOP_LIMIT = 5000;

/** A program that a test started. */
export interface RunningProgram {
  /** All it has printed so far. */
  log(): string;
  /** Ends it with SIGTERM, or with SIGKILL when that takes too long, and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Whether a program listens on a TCP port or a unix socket in the network namespace of a process. The kernel's tables say
 * so; a trial connection would disturb some of the programs.
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

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/**
 * Starts a program and waits until it listens.
 *
 * @param command the program's path and its arguments.
 * @param where it will listen: a TCP port, at any address, or the path of a unix socket.
 * @param environment variables of its environment beside the tests' own.
 * @throws Error when another program listens there already, and with the program's log when it ends early or does not
 *   listen in time.
 */
export async function startProgram(
  command: readonly string[],
  where: number | string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const [file = "", ...args] = command;
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
      const lastResort = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT);
      child.kill();
      await once(child, "exit");
      clearTimeout(lastResort);
    },
  };

  const deadline = Date.now() + START_LIMIT;
  for await (const _ of setInterval(20)) {
    const isReady = child.pid !== undefined && (await listens(child.pid, where));
    if (isReady && !hasEnded(child)) break;
    if (hasEnded(child) || Date.now() > deadline) {
      await program.stop();
      throw new Error(`${file} does not listen on ${where}. Its output:\n${log}`);
    }
  }
  return program;
}

/** Programs that end together. */
export class Programs {
  readonly #starting: Promise<RunningProgram>[] = [];

  /** Takes on a program that is being started, and waits until it listens. */
  async add(starting: Promise<RunningProgram>): Promise<void> {
    this.#starting.push(starting);
    await starting;
  }

  async #running(): Promise<readonly RunningProgram[]> {
    const results = await Promise.allSettled(this.#starting);
    return results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  }

  /** All that they have printed so far. */
  async log(): Promise<string> {
    return (await this.#running()).map((program) => program.log()).join("\n");
  }

  /** Ends them. One that fails to start leaves no other behind. */
  async stop(): Promise<void> {
    await Promise.all((await this.#running()).map((program) => program.stop()));
    this.#starting.length = 0;
  }
}
