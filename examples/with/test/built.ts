import { mkdtemp, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build } from "vite";
import { afterAll, beforeAll } from "vitest";

import { run, type Running } from "./running.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const conditions = ["@client-ip/source"];

/**
 * Starts a program after modules that it does not import: `node --import MODULE PROGRAM`.
 *
 * @param directory in which it runs, if not in the tests' own.
 */
export type Start = (
  program: string,
  modules?: readonly string[],
  environment?: NodeJS.ProcessEnv,
  directory?: string,
) => Promise<Running>;

/**
 * Builds files before the tests of this block, so that they run without vite: Node itself has to
 * load what comes before an application. The register hook is one of them: "register".
 *
 * @param files as paths from examples/with, without the ending.
 * @param older as of `recipe`. A file in place of a package, by its path, is built, too.
 */
export function useBuilt(
  files: readonly string[],
  older: Readonly<Record<string, string>> = {},
): Start {
  let output = "";
  beforeAll(async () => {
    // From here, Node finds the dependencies of examples/with.
    output = await mkdtemp(join(folder, "node_modules", ".built-"));
    const paths = Object.fromEntries(files.map((file) => [file, join(folder, `${file}.js`)]));
    paths["register"] = join(folder, "../../packages/node/src/register.ts");
    // One by one: otherwise what two files share may be put into one of the two.
    for (const [name, path] of Object.entries(paths)) {
      await build({
        configFile: false,
        logLevel: "error",
        root: folder,
        resolve: { conditions },
        ssr: { resolve: { conditions }, noExternal: [/^@client-ip\//] },
        plugins: [
          {
            name: "older releases",
            enforce: "pre",
            resolveId: (id) =>
              older[id] === undefined
                ? undefined
                : { id: older[id], external: !isAbsolute(older[id]) },
          },
        ],
        build: {
          ssr: true,
          outDir: output,
          emptyOutDir: false,
          rolldownOptions: {
            input: { [name]: path },
            output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
          },
        },
      });
    }
  });
  afterAll(() => rm(output, { recursive: true, force: true }));
  const urlOf = (file: string): URL => pathToFileURL(join(output, `${file}.mjs`));
  return (program, modules = [], environment = {}, cwd = process.cwd()) => {
    const execArgv = modules.flatMap((file) => ["--import", urlOf(file).href]);
    return run(urlOf(program), [], environment, { execArgv, cwd });
  };
}
