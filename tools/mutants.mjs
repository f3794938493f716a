import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { mutationsOf } from "./mutants/mutations.mjs";
import { explain, report } from "./mutants/report.mjs";

/*
 * Mutation testing of the core: changes one detail of its sources at a time and runs its tests. A
 * mutant that passes all tests (a survivor) shows a gap in the tests, or behaves like the original.
 *
 *   node tools/mutants.mjs                 all files, prints survivors, writes
 *   .cache/mutants/report.md
 *   node tools/mutants.mjs walk/walk       these files only, prints only
 *   node tools/mutants.mjs --again         skips mutants killed earlier, in files that have not
 *   changed
 */

/** Milliseconds after which a mutant's worker is replaced. */
const TIMEOUT = 120_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = join(root, "packages/core/src");
const source = (name) => join(sources, `${name}.ts`);
/** Paths below src, without `.ts`. */
const FILES = readdirSync(sources, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.slice(0, -3));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { workers: { type: "string", default: "2" }, again: { type: "boolean" } },
});
const files = positionals.length > 0 ? positionals : FILES;

const folder = join(root, "packages/core/test");
const tests = [
  ...readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(folder, name)),
  ...["vectors", "oracle"]
    .map((name) => join(root, "test", `${name}.test.ts`))
    .filter((path) => existsSync(path)),
];

/** The tests most likely to fail come first, and the slow properties last. */
function orderFor(name) {
  const rank = (path) => {
    if (basename(path).startsWith(basename(name))) return 0;
    if (path.startsWith(join(folder, dirname(name)) + sep)) return 1;
    return /(?:resolver|journey|oracle)\.test/.test(path) ? 3 : 2;
  };
  return tests.toSorted((one, other) => rank(one) - rank(other));
}

function start() {
  const workerData = { tests, entry: source("index") };
  return new Worker(new URL("mutants/worker.mjs", import.meta.url), { workerData });
}

/** Lets a worker test a mutant. A worker that does not answer is replaced. */
function tryMutant(slot, task) {
  return new Promise((resolve) => {
    const worker = (slot.worker ??= start());
    const settle = (result) => {
      clearTimeout(timer);
      worker.off("message", settle).off("error", fail);
      resolve(result);
    };
    const fail = (error) => {
      slot.worker = undefined;
      void worker.terminate();
      settle({ failure: `(${error.message})`, took: TIMEOUT });
    };
    const timer = setTimeout(() => fail(new Error("timeout")), TIMEOUT);
    worker.once("message", settle).once("error", fail);
    worker.postMessage(task);
  });
}

const slots = Array.from({ length: Number(values.workers) }, () => ({}));
const baseline = await tryMutant(slots[0], {});
if (baseline.failure !== undefined) {
  console.error(`Without a mutant, this test fails: ${baseline.failure}`);
  process.exit(2);
}
console.log(`${tests.length} test files pass in ${Math.round(baseline.took)} ms without a mutant.`);

const cache = join(root, ".cache/mutants");
mkdirSync(cache, { recursive: true });

/** The results of an earlier run for a file: for each mutation, the failure that killed it. */
function earlierResults(name, text) {
  const file = join(cache, `${name.replaceAll("/", ".")}.json`);
  const version = createHash("sha256").update(text).digest("hex");
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const killed = values.again && before.version === version ? before.killed : {};
  return { killed, save: () => writeFileSync(file, JSON.stringify({ version, killed }, null, 1)) };
}

const mutants = files.flatMap((name) => {
  const path = source(name);
  const text = readFileSync(path, "utf8");
  const [order, known] = [orderFor(name), earlierResults(name, text)];
  return mutationsOf(path, text).map((mutation) => ({ name, path, mutation, order, known }));
});
const began = performance.now();
let next = 0;
await Promise.all(
  slots.map(async (slot) => {
    while (next < mutants.length) {
      const mutant = mutants[next++];
      const { name, path, mutation, order, known } = mutant;
      const key = `${mutation.start} ${mutation.end} ${mutation.to}`;
      mutant.failure =
        known.killed[key] ?? (await tryMutant(slot, { path, mutation, order })).failure;
      if (mutant.failure === undefined) {
        console.log(`${name}.ts:${mutation.line} survived: ${mutation.what}`);
      } else if (known.killed[key] === undefined) {
        known.killed[key] = mutant.failure;
        known.save();
      }
    }
  }),
);
for (const { worker } of slots) await worker?.terminate();

const explained = explain(mutants);
const { summary, page } = report(files, explained);
console.log(`\n${summary}\nin ${Math.round((performance.now() - began) / 1000)} s`);
if (positionals.length === 0) writeFileSync(join(cache, "report.md"), page);
const unexplained = explained.filter(
  ({ failure, reason }) => failure === undefined && reason === undefined,
);
process.exitCode = unexplained.length > 0 ? 1 : 0;
