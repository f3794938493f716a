import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { mutationsOf } from "./mutants/mutations.mjs";
import { explain, report } from "./mutants/report.mjs";

/*
 * Makes one small mistake after the other in the core's sources and runs its tests against each: a mistake that no
 * test notices (a survivor) shows a gap in the tests, or that two ways of writing the same thing are equal.
 *
 *   node scripts/mutants.mjs                 all files, prints survivors, writes .cache/mutants/report.md
 *   node scripts/mutants.mjs walk/walk       these files alone, prints only
 *   node scripts/mutants.mjs --again         what was killed before in a file that has not changed is not tried again
 */

/** Milliseconds after which a mutant is stopped from outside. */
const PATIENCE = 120_000;

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

const folders = ["packages/core/test/rules", "packages/core/test"].map((folder) =>
  join(root, folder),
);
const tests = [
  ...folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => join(folder, name)),
  ),
  ...["vectors", "oracle"]
    .map((name) => join(root, "test", `${name}.test.ts`))
    .filter((path) => existsSync(path)),
];

/** The tests that are most likely to notice come first; properties, which take longest, last. */
function orderFor(name) {
  const rank = (path) => {
    if (basename(path).startsWith(`${basename(name)}.`)) return 0;
    if (path.includes("/rules/")) return 1;
    return /(?:resolver|journey|oracle)\.test/.test(path) ? 3 : 2;
  };
  return tests.toSorted((one, other) => rank(one) - rank(other));
}

function start() {
  const workerData = { tests, entry: source("index") };
  return new Worker(new URL("mutants/worker.mjs", import.meta.url), { workerData });
}

/** Asks a worker to try a mutant; a worker that does not answer is replaced. */
function ask(slot, task) {
  return new Promise((resolve) => {
    const worker = (slot.worker ??= start());
    const settle = (answer) => {
      clearTimeout(timer);
      worker.off("message", settle).off("error", fail);
      resolve(answer);
    };
    const fail = (error) => {
      slot.worker = undefined;
      void worker.terminate();
      settle({ failure: `(${error.message})`, took: PATIENCE });
    };
    const timer = setTimeout(() => fail(new Error("it takes too long")), PATIENCE);
    worker.once("message", settle).once("error", fail);
    worker.postMessage(task);
  });
}

const slots = Array.from({ length: Number(values.workers) }, () => ({}));
const sound = await ask(slots[0], {});
if (sound.failure !== undefined) {
  console.error(`Without a mutant, this fails already: ${sound.failure}`);
  process.exit(2);
}
console.log(`${tests.length} test files pass in ${Math.round(sound.took)} ms without a mutant.`);

const memory = join(root, ".cache/mutants");
mkdirSync(memory, { recursive: true });

/** What is known of a file from an earlier run: by mutation, the failure that killed it. */
function recall(name, text) {
  const place = join(memory, `${name.replaceAll("/", ".")}.json`);
  const version = createHash("sha256").update(text).digest("hex");
  const before = existsSync(place) ? JSON.parse(readFileSync(place, "utf8")) : {};
  const killed = values.again && before.version === version ? before.killed : {};
  return { killed, keep: () => writeFileSync(place, JSON.stringify({ version, killed }, null, 1)) };
}

const mutants = files.flatMap((name) => {
  const path = source(name);
  const text = readFileSync(path, "utf8");
  const [order, known] = [orderFor(name), recall(name, text)];
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
      mutant.failure = known.killed[key] ?? (await ask(slot, { path, mutation, order })).failure;
      if (mutant.failure === undefined) {
        console.log(`${name}.ts:${mutation.line} survived: ${mutation.what}`);
      } else if (known.killed[key] === undefined) {
        known.killed[key] = mutant.failure;
        known.keep();
      }
    }
  }),
);
for (const { worker } of slots) await worker?.terminate();

const explained = explain(mutants);
const { summary, page } = report(files, explained);
console.log(`\n${summary}\nin ${Math.round((performance.now() - began) / 1000)} s`);
if (positionals.length === 0) writeFileSync(join(memory, "report.md"), page);
const unexplained = explained.filter(
  ({ failure, reason }) => failure === undefined && reason === undefined,
);
process.exitCode = unexplained.length > 0 ? 1 : 0;
