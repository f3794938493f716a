import { parseArgs } from "node:util";
import { PreciseCoverage } from "./coverage.ts";

// It must see the sources from their first line on.
const coverage = new PreciseCoverage();
await coverage.start();
const { addToCorpus, corpusOf, inAscii } = await import("./corpus.ts");
const { fuzz, inTurn } = await import("./engine.ts");
const { generator } = await import("./random.ts");
const { targets } = await import("./targets.ts");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
  },
});
const names = targets.map(({ name }) => name);
const unknown = positionals.find((name) => !names.includes(name));
if (unknown !== undefined) throw new Error(`${unknown} is none of: ${names.join(", ")}`);
const chosen = targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const share = (Number(values.minutes) * 60_000) / chosen.length;

for await (const target of inTurn(chosen)) {
  const { name } = target;
  const end = performance.now() + share;
  const corpus = corpusOf(name);
  const { inputs, blocks, kept, broken } = await fuzz(
    target,
    coverage.of(target.guidedBy),
    corpus,
    generator(Number(values.seed)),
    () => performance.now() > end,
  );
  console.log(
    `${name}: ${inputs} inputs, ${blocks} blocks of code run, ${kept.length} inputs ran new ones, corpus ${corpus.length}`,
  );
  if (values.keep) addToCorpus(name, kept);
  if (broken !== undefined) {
    console.error(`\nBroken by ${inAscii(broken.input)}:`, broken.error);
    process.exitCode = 1;
  }
}
