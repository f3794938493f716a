import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";

import { afterAll, afterEach, beforeAll } from "vitest";

import type { Programs } from "./running-programs.ts";

const EXAMPLES = new URL("../../examples/topologies/", import.meta.url);

/** The directories of the examples' files that become the stage's own. */
const DIRECTORIES = ["/etc/mesh", "/etc/ssl/app", "/run/app"];

/** Where programs run on copies of the files of examples/topologies. */
export abstract class Stage<Host extends Programs = Programs> {
  #directory = "";
  /** What replaces which words of the files. */
  readonly words = new Map<string, string>();
  /** The programs of each host. */
  readonly hosts = new Map<string, Host>();

  /** The directory of the copies, which stands for /etc/mesh, /etc/ssl/app and /run/app in them. */
  get directory(): string {
    return this.#directory;
  }

  /** Makes the directory, and in it what the files need. */
  async makeDirectory(prepare?: (directory: string) => void): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), "client-ip-"));
    // Also for programs that are not root.
    await chmod(this.#directory, 0o755);
    for (const written of DIRECTORIES) this.words.set(written, this.#directory);
    prepare?.(this.#directory);
  }

  /** A text with its words replaced. */
  own(text: string): string {
    const words = [...this.words.keys()].map((word) => word.replaceAll(/[{}[\]]/g, "\\$&"));
    const anyOf = new RegExp(`(?<!\\w)(?:${words.join("|")})(?!\\w)`, "g");
    return text.replaceAll(anyOf, (found) => this.words.get(found) ?? found);
  }

  /** Copies a file of examples/topologies, words replaced; where it is then. */
  async place(file: string): Promise<string> {
    const text = await readFile(new URL(file, EXAMPLES), "utf8");
    const placed = join(this.#directory, posix.normalize(file).replaceAll("/", "-"));
    await writeFile(placed, this.own(text));
    return placed;
  }

  /** Starts all of it. */
  abstract start(): Promise<void>;

  /** What its programs have printed. */
  get log(): string {
    return [...this.hosts].map(([name, { log }]) => `== ${name}\n${log}`).join("\n");
  }

  /** Ends all of it, also after a start that failed. */
  async stop(): Promise<void> {
    await Promise.all([...this.hosts.values()].map((programs) => programs.stop()));
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/**
 * Starts a stage before the tests of this block and ends it after them; its log is printed when one
 * of them fails.
 */
export function useStage<S extends Stage>(stage: S): S {
  beforeAll(() => stage.start());
  afterAll(() => stage.stop());
  afterEach(({ task }) => {
    if (task.result?.state === "fail") console.error(stage.log);
  });
  return stage;
}
