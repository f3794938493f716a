import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** What a process of the soak answers to each command, with its argument. */
type Commands = Readonly<Record<string, (argument: never) => unknown>>;

interface Command {
  readonly name: string;
  readonly argument: unknown;
}

type Outcome = { readonly answer: unknown } | { readonly failed: string };

/** Does what the parent asks for, and ends with the parent. */
export function obey(commands: Commands): void {
  process.on("message", (command: Command) => {
    void outcomeOf(command, commands).then((outcome) => process.send?.(outcome));
  });
  process.on("disconnect", () => process.exit());
}

async function outcomeOf({ name, argument }: Command, commands: Commands): Promise<Outcome> {
  try {
    return { answer: await commands[name]?.(argument as never) };
  } catch (error) {
    return { failed: String(Object(error).stack) };
  }
}

/** Milliseconds: a program that hangs fails the soak, instead of halting it. */
const LONGEST = 180_000;

/** Another process of the soak. */
export class Program {
  readonly #name: string;
  readonly #child: ChildProcess;

  /** @param name the file beside this one that it runs. */
  constructor(name: string, flags: readonly string[] = []) {
    this.#name = name;
    this.#child = fork(join(import.meta.dirname, `${name}.mjs`), { execArgv: [...flags] });
    // One that hangs does not end with its parent by itself.
    process.once("exit", () => this.#child.kill("SIGKILL"));
  }

  /**
   * Has a command done, after the one before.
   *
   * @param argument a command that takes some `milliseconds` has so many more time.
   * @throws Error if it fails, takes much too long, or the process ends instead
   */
  async ask<Answer>(name: string, argument: object = {}): Promise<Answer> {
    this.#child.send({ name, argument } satisfies Command);
    const { milliseconds = 0 }: { readonly milliseconds?: number } = argument;
    const over = new AbortController();
    const { signal } = over;
    const late = pause(LONGEST + milliseconds, "took too long", { signal });
    const ended = once(this.#child, "exit", { signal }).then(() => "ended");
    try {
      const answered = once(this.#child, "message", { signal });
      const first = await Promise.race([answered, late, ended]);
      if (typeof first === "string") throw new Error(`${name}: the ${this.#name} ${first}`);
      const [outcome] = first as [Outcome];
      if ("failed" in outcome) throw new Error(outcome.failed);
      return outcome.answer as Answer;
    } finally {
      over.abort();
    }
  }

  async end(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}
