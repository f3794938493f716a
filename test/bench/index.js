// Runs the workloads one after the other, or those whose names are given.
// Run: npm run bench, or npm run bench -- resolve hops
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const ALL = [
  "resolve",
  "hops",
  "address-sets",
  "address-text",
  "proxy-protocol",
  "adversarial",
  "connection",
  "in-memory",
  "entry-points",
  "growth",
  "seal",
];

const [{ model }] = cpus();
console.log(
  `Node ${process.version}, ${cpus().length} x ${model}, ${process.platform} ${process.arch}`,
);
const asked = process.argv.slice(2);
for (const name of asked.length === 0 ? ALL : asked) {
  console.log(`\n== ${name}`);
  const file = fileURLToPath(new URL(`${name}.js`, import.meta.url));
  // Each has its own process, so that no workload changes another's heap or compiled code.
  const { status } = spawnSync(process.execPath, [file], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
