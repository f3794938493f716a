import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Crew } from "./mutants/crew.mjs";
import { Earlier } from "./mutants/earlier.mjs";
import { compile, compileAll, functionsOf, root } from "./mutants/modules.mjs";
import { mutationsOf } from "./mutants/mutations.mjs";
import { inOrder, isPure, packageOf, pathOf, SOURCES, testsOf } from "./mutants/packages.mjs";
import { explain, reasonFor, report } from "./mutants/report.mjs";
import { Trials } from "./mutants/trials.mjs";

/*
 * Mutation testing of the published packages: changes one detail of a source at a time and runs the
 * tests of its package. A mutant that passes all tests (a survivor) shows a gap in the tests, or
 * behaves like the original.
 *
 *   node tools/mutants.mjs                     all packages
 *   node tools/mutants.mjs core/walk node      what begins with these names
 *   node tools/mutants.mjs --every 10          each tenth mutant: an estimate
 *   node tools/mutants.mjs --again             leaves out those killed earlier, in files that have
 *                                              not changed, and the known equivalents
 *
 * Writes .cache/mutants/report.md, with each survivor. Fails if fewer than 93 of 100 are killed, or
 * than `--at-least` says.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: "string", default: "2" },
    every: { type: "string", default: "1" },
    "at-least": { type: "string", default: "93" },
    again: { type: "boolean", default: false },
  },
});
const names = SOURCES.filter(
  (name) =>
    positionals.length === 0 ||
    positionals.some((wanted) => name === wanted || name.startsWith(`${wanted}/`)),
);
if (names.length === 0)
  throw new Error(`No source of a package is called ${positionals.join(" or ")}.`);

const began = performance.now();
const seconds = () => Math.round((performance.now() - began) / 1000);
const folders = [...new Set(names.map(packageOf))];
const setup = ["fresh-warnings", "no-vendors"].map((name) => join(root, `test/harness/${name}.ts`));
const everyTest = [...new Set(folders.flatMap(testsOf))];
const modules = await compileAll([...setup, ...everyTest, ...names.map(pathOf)]);
const crew = new Crew(Number(values.workers), { modules, setup });

const cache = join(root, ".cache/mutants");
mkdirSync(cache, { recursive: true });

// Tests that need a process of their own, which a worker is not, cannot be used here.
const trials = new Trials(cache, modules);
const tried = new Map();
await crew.forEach(everyTest, async (path, slot) => tried.set(path, await trials.of(path, slot)));
trials.keep();
const usable = everyTest.filter((path) => tried.get(path).failure === undefined);
console.log(`${usable.length} of ${everyTest.length} test files pass without a mutant.`);
for (const [path, { failure }] of tried) {
  if (failure !== undefined) console.log(`Left out: ${path}: ${failure}`.replaceAll(root, ""));
}

const every = Number(values.every);
const mutants = names
  .flatMap((name) => {
    const path = pathOf(name);
    const text = readFileSync(path, "utf8");
    const near = new Set(testsOf(packageOf(name)));
    const running = usable.filter((test) => near.has(test) && tried.get(test).ran.has(path));
    const tests = inOrder(name, running, (test) => tried.get(test).took);
    const functions = functionsOf(path, text);
    const earlier = new Earlier(cache, name, text, values.again);
    return mutationsOf(path, text).map((mutation) => {
      const inside = functions.findLastIndex(
        ([start, end]) => start <= mutation.start && mutation.end <= end,
      );
      // A test that does not run the function cannot find the mutant.
      const order = tests.filter((test) => inside < 0 || tried.get(test).ran.get(path).has(inside));
      return { name, path, text, mutation, order, earlier };
    });
  })
  .filter((_, index) => index % every === 0);

/** For each source, the tests that killed its mutants so far, the last first. */
const killers = new Map(names.map((name) => [name, []]));
await crew.forEach(mutants, async (mutant, slot) => {
  const { name, mutation, earlier } = mutant;
  if (values.again && reasonFor(mutant) !== undefined) return;
  mutant.failure = earlier.failure(mutation) ?? (await tryMutant(mutant, slot));
  if (mutant.failure !== undefined) earlier.keep(mutation, mutant.failure);
  else if (reasonFor(mutant) === undefined)
    console.log(`${name}.ts:${mutation.line} survived: ${mutation.what}`);
});
await crew.dismiss();

async function tryMutant({ name, path, text, mutation: { start, end, to }, order }, slot) {
  let mutant;
  try {
    mutant = { path, ...(await compile(path, text.slice(0, start) + to + text.slice(end))) };
  } catch {
    return "(it does not compile)";
  }
  const likely = killers.get(name);
  let rest = [...new Set([...likely.filter((test) => order.includes(test)), ...order])];
  while (rest.length > 0) {
    const { failure, at = 0 } = await slot.ask({ tests: rest, mutant }, { fresh: !isPure(name) });
    if (failure === undefined) break;
    // Test files before it may have left something in the process. So it must fail alone, too.
    const isSure = isPure(name) || at === 0;
    const alone = isSure
      ? { failure }
      : await slot.ask({ tests: [rest[at]], mutant }, { fresh: true });
    if (alone.failure !== undefined) {
      likely.unshift(rest[at]);
      return alone.failure;
    }
    rest = rest.slice(at + 1);
  }
  return undefined;
}

const explained = explain(mutants);
const { summary, page } = report(names, explained);
console.log(`\n${summary}\nin ${seconds()} s`);
writeFileSync(join(cache, "report.md"), page);
const killed = explained.filter(({ failure }) => failure !== undefined).length;
process.exitCode = killed < (explained.length * Number(values["at-least"])) / 100 ? 1 : 0;
