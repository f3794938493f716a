import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { fastCheckFor, firstFailure, vitestFor } from "./tests.mjs";

/*
 * Runs test files against a mutant until a test fails. Each module is compiled once, and evaluated
 * again for each mutant.
 */

const AsyncFunction = (async () => {}).constructor;
const PARAMETERS = [
  "__vite_ssr_exportName__",
  "__vite_ssr_exportAll__",
  "__vite_ssr_import__",
  "__vite_ssr_dynamic_import__",
  "__vite_ssr_import_meta__",
  "__turn",
  "__enter",
];
/** More loop iterations than any test needs: the mutant loops forever. */
const MAX_TURNS = 20_000_000;

/** What compiled decorators call. */
globalThis.babelHelpers = {
  decorate(decorators, target, key, given) {
    const isMember = key !== undefined;
    const start = isMember ? (given ?? Object.getOwnPropertyDescriptor(target, key)) : target;
    const end = decorators.reduceRight(
      (value, decorator) => (isMember ? decorator(target, key, value) : decorator(value)) ?? value,
      start,
    );
    if (isMember && end) Object.defineProperty(target, key, end);
    return end;
  },
  decorateParam: (index, decorator) => (target, key) => decorator(target, key, index),
};

const { modules, setup } = workerData;
const functions = new Map();

parentPort.on("message", async ({ tests, mutant }) => {
  const began = performance.now();
  const entered = new Map();
  const { failure, at } = await run(tests, mutant, entered);
  parentPort.postMessage({ failure, at, entered, took: performance.now() - began });
});

/**
 * The first failure, and which of the test files it is in. `entered` gets the modules that ran, and
 * of each the functions that ran.
 */
async function run(tests, mutant, entered) {
  // A mutant whose function cannot be made does not compile.
  let mutated;
  try {
    mutated = mutant && new AsyncFunction(...PARAMETERS, mutant.body);
  } catch {
    return { failure: "(it does not compile)" };
  }
  const state = { loaded: new Map(), mocks: new Map(), turns: 0, mutant, mutated, entered };
  for (const [at, path] of tests.entries()) {
    const file = vitestFor(path, {
      resetModules: () => state.loaded.clear(),
      doMock: (name, make) => state.mocks.set(name, make),
      doUnmock: (name) => state.mocks.delete(name),
    });
    state.vitest = file.exports;
    try {
      for (const each of [...setup, path]) {
        state.loaded.delete(each);
        await load(each, state);
      }
    } catch (error) {
      return { failure: `${path}: ${error.message}`, at };
    }
    const failure = await firstFailure(file, () => (state.turns = 0));
    if (failure !== undefined) return { failure: `${path}: ${failure}`, at };
  }
  return {};
}

function load(path, state) {
  if (!state.loaded.has(path)) state.loaded.set(path, evaluate(path, state));
  return state.loaded.get(path);
}

async function evaluate(path, state) {
  const exported = {};
  const { links } = state.mutant?.path === path ? state.mutant : modules.get(path);
  const name = (key, get) =>
    Object.defineProperty(exported, key, { get, enumerable: true, configurable: true });
  const all = (other) =>
    Object.keys(other).forEach((key) => key in exported || name(key, () => other[key]));
  const url = pathToFileURL(path).href;
  const imports = (from) => importFrom(from, { path, url, links }, state);
  const meta = {
    url,
    filename: path,
    dirname: dirname(path),
    resolve: (to) => new URL(to, url).href,
  };
  const turn = () => {
    if (++state.turns > MAX_TURNS) throw new Error("it loops forever");
  };
  const ran = state.entered.get(path) ?? new Set();
  state.entered.set(path, ran);
  const enter = (index) => void ran.add(index);
  await functionOf(path, state)(name, all, imports, imports, meta, turn, enter);
  return exported;
}

function functionOf(path, { mutant, mutated }) {
  if (mutant?.path === path) return mutated;
  if (!functions.has(path)) {
    functions.set(path, new AsyncFunction(...PARAMETERS, modules.get(path).body));
  }
  return functions.get(path);
}

async function importFrom(from, { path, url, links }, state) {
  if (from === "vitest") return state.vitest;
  if (state.mocks.has(from)) return state.mocks.get(from)();
  if (from === "fast-check") return fastCheckFor(path, state.mutant?.path);
  const linked = links[from] ?? linkOf(from, url);
  if (linked !== undefined) return load(linked, state);
  // Packages are resolved from the importing file, and evaluated once.
  return import(from.startsWith("node:") ? from : import.meta.resolve(from, url));
}

/** A path that a test put together at run time. */
function linkOf(from, url) {
  if (!/^(?:[./]|file:)/.test(from)) return undefined;
  const path = fileURLToPath(new URL(from, url));
  return modules.has(path) ? path : undefined;
}
