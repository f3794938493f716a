// What must be before the laboratory starts: root on Linux, and a clone that is installed and built.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's directory. */
export const project = fileURLToPath(new URL("../..", import.meta.url));

/** Vitest's program, there where the project is installed. */
export const vitest = join(project, "node_modules/vitest/vitest.mjs");

const built = join(project, "examples/topologies/dist/serve.js");

function stop(...lines) {
  console.error(lines.join("\n"));
  process.exit(1);
}

function npm(script) {
  const { status } = spawnSync("npm", ["run", "--silent", script], {
    cwd: project,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Ends this process, and says what to do, where the laboratory cannot run.
 *
 * @param anew whether to install and build first. That is done by a clone's owner only: what root writes into another
 *   user's clone, that user cannot change any more.
 * @param names what is to be run, for the advice.
 */
export function setUp(anew, names) {
  const again = ["sudo", process.execPath, "test/lab/run.mjs", ...names].join(" ");
  const advice = ["As yourself:  npm run setup && npm run build", `Then:         ${again}`];
  if (process.platform !== "linux" || process.getuid() !== 0) {
    stop("The laboratory makes network namespaces: it needs root on Linux.", ...advice);
  }
  if (anew && statSync(project).uid === process.getuid()) {
    npm("setup");
    npm("build");
  } else if (!existsSync(vitest) || !existsSync(built)) {
    stop("This clone is not installed, or not built.", ...advice);
  } else if (anew) {
    console.error("This clone is another user's: it is run as that user has built it last.");
  }
}
