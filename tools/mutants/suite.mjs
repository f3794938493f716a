import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { moduleRunnerTransform, parseSync, transformWithOxc } from "vite";
import * as fastCheck from "fast-check";
import { expect } from "vitest";

/*
 * A test runner that is fast enough for thousands of runs: it compiles each module once, and
 * evaluates it again for each run, in this thread. It has only the parts of Vitest that the core's
 * tests use.
 */

const AsyncFunction = (async () => {}).constructor;
const PARAMETERS = [
  "__vite_ssr_exportName__",
  "__vite_ssr_exportAll__",
  "__vite_ssr_import__",
  "__vite_ssr_import_meta__",
  "__turn",
];
/** More loop iterations than any test needs: the mutant loops forever. */
const MAX_TURNS = 20_000_000;

/** Runs of a property, unless it tests the mutated module. */
const MAX_RUNS = 40;

const compiled = new Map();

async function compile(path, text) {
  const { code } = await transformWithOxc(withTurns(path, text), path, { sourcemap: false });
  const { code: body, deps } = await moduleRunnerTransform(code, null, path, code);
  return { run: new AsyncFunction(...PARAMETERS, `"use strict";${body}`), deps };
}

/** Inserts a call into each loop that counts its iterations. */
function withTurns(path, text) {
  const puts = [];
  const visit = (node) => {
    if (/^(?:For|While|DoWhile)/.test(node.type)) {
      const { body } = node;
      const block = body.type === "BlockStatement";
      puts.push([block ? body.start + 1 : body.start, block ? "__turn();" : "{__turn();"]);
      if (!block) puts.push([body.end, "}"]);
    }
    for (const child of Object.values(node).flat()) if (child?.type) visit(child);
  };
  visit(parseSync(path, text).program);
  return puts
    .toSorted(([one], [other]) => other - one)
    .reduce((all, [at, put]) => all.slice(0, at) + put + all.slice(at), text);
}

/**
 * Runs test files until one test fails.
 *
 * @param tests paths, in the order in which they are run
 * @param entry what `@client-ip/core` is
 * @param mutant path and text of the mutated module
 * @returns the name of the failed test, or undefined
 */
export async function firstFailure(tests, entry, mutant) {
  const run = { modules: new Map(), turns: 0, entry, mutant };
  if (mutant) {
    try {
      run.code = await compile(mutant.path, mutant.text);
    } catch {
      return "(it does not compile)";
    }
  }
  for (const path of tests) {
    if (mutant && !(await needs(path, mutant.path, entry))) continue;
    const collected = [];
    run.vitest = vitestThat((test) => collected.push(test));
    try {
      await load(path, run);
    } catch (error) {
      return `${path}: ${error.message}`;
    }
    for (const { name, act } of collected) {
      run.turns = 0;
      try {
        await act();
      } catch (error) {
        return `${path}: ${name}: ${String(error?.message ?? error).split("\n")[0]}`;
      }
    }
  }
  return undefined;
}

async function compiledOf(path) {
  if (!compiled.has(path)) compiled.set(path, await compile(path, readFileSync(path, "utf8")));
  return compiled.get(path);
}

/** Whether a module imports another, directly or not. */
async function needs(path, wanted, entry, seen = new Set()) {
  if (path === wanted) return true;
  if (seen.has(path)) return false;
  seen.add(path);
  for (const from of (await compiledOf(path)).deps) {
    const other = pathOf(from, pathToFileURL(path), entry);
    if (other !== undefined && (await needs(other, wanted, entry, seen))) return true;
  }
  return false;
}

/** The path of a module of this project, or `undefined` for another package. */
function pathOf(from, url, entry) {
  if (from === "@client-ip/core") return entry;
  return from.startsWith(".") ? fileURLToPath(new URL(from, url)) : undefined;
}

async function load(path, run) {
  const known = run.modules.get(path);
  if (known) return known;
  const exported = {};
  run.modules.set(path, exported);
  const { run: code } = run.mutant?.path === path ? run.code : await compiledOf(path);
  const name = (key, get) =>
    Object.defineProperty(exported, key, { get, enumerable: true, configurable: true });
  const all = (other) => Object.keys(other).forEach((key) => name(key, () => other[key]));
  const url = pathToFileURL(path).href;
  await code(
    name,
    all,
    (from) => importFrom(from, url, run),
    { url },
    () => {
      if (++run.turns > MAX_TURNS) throw new Error("it loops forever");
    },
  );
  return exported;
}

function importFrom(from, url, run) {
  if (from === "vitest") return run.vitest;
  if (from === "fast-check") return fastCheckFor(url, run.mutant?.path);
  const path = pathOf(from, url, run.entry);
  if (path !== undefined) return load(path, run);
  // Packages are resolved from the importing file, and evaluated once.
  return from.startsWith("node:")
    ? import(from)
    : import(pathToFileURL(createRequire(url).resolve(from)).href);
}

function fastCheckFor(url, mutated = "") {
  const isOwn = basename(new URL(url).pathname, ".test.ts") === basename(mutated, ".ts");
  return {
    ...fastCheck,
    assert: (property, { numRuns = 100 } = {}) =>
      fastCheck.assert(property, {
        numRuns: isOwn ? numRuns : Math.min(numRuns, MAX_RUNS),
        seed: 1,
        endOnFailure: true,
      }),
  };
}

function vitestThat(collect) {
  let names = [];
  const test = (name, act) => collect({ name: [...names, name].join(" > "), act });
  const describe = (name, act) => {
    const outside = names;
    names = [...names, name];
    act();
    names = outside;
  };
  for (const named of [test, describe]) {
    named.each = (rows) => (name, act) =>
      rows.forEach((row, index) =>
        named(`${name} (row ${index + 1})`, () => act(...[row].flat(1))),
      );
  }
  return { describe, test, it: test, expect };
}
