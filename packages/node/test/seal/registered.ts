import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const conditions = ["@client-ip/source"];

/**
 * Puts the register hook and all that it needs into one file, for `node --import`.
 *
 * @returns its path, and what removes it.
 */
export async function registerFile(): Promise<{
  readonly path: string;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), "client-ip-"));
  const entry = fileURLToPath(new URL("../../src/register.ts", import.meta.url));
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions },
    ssr: { resolve: { conditions }, noExternal: true },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: "register.mjs" } },
    },
  });
  return { path: join(folder, "register.mjs"), remove: () => rm(folder, { recursive: true }) };
}

/** An application that runs with the register hook. */
export interface Registered {
  /** The ports that it has sent. */
  readonly ports: Readonly<Record<string, number>>;
  /** What it has written to stderr, once it has ended. */
  readonly end: () => Promise<string>;
}

/** @param environment variables beside those of this process. */
export async function start(
  app: URL,
  environment: Readonly<Record<string, string>>,
): Promise<Registered> {
  const child = run(app, environment);
  const errors = text(child.stderr!);
  const [ports] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(async () => Promise.reject(new Error(await errors))),
  ])) as [Registered["ports"]];
  return {
    ports,
    end: async () => {
      child.disconnect();
      return await errors;
    },
  };
}

/** What an application that does not start writes to stderr. */
export async function failure(
  app: URL,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const child = run(app, environment);
  const errors = await text(child.stderr!);
  if (child.exitCode === 0) throw new Error("it has started");
  return errors;
}

function run(app: URL, environment: Readonly<Record<string, string>>): ChildProcess {
  return fork(app, { silent: true, execArgv: [], env: { ...process.env, ...environment } });
}
