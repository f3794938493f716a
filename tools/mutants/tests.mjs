import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import * as fastCheck from "fast-check";

/** The parts of Vitest and fast-check that our tests use, without a runner around them. */

// Vitest's clocks and waiting ask for the worker of a run.
Object.assign(globalThis, { __vitest_worker__: { config: { fakeTimers: {} }, metaEnv: {} } });
const { expect, vi } = await import("vitest");

/** Runs of a property, unless it tests the mutated module. */
const MAX_RUNS = 40;
/** Milliseconds for one test. The slowest honest one takes a tenth of it. */
const MAX_TIME = 20_000;

/** Those of Node, also while a test has put its own in their place. */
const { setTimeout, clearTimeout } = globalThis;

/** What a test file imports from "vitest". Its tests are kept in `tests` until `runTests`. */
export function vitestFor(path, ofModules) {
  expect.setState({ testPath: path });
  /** A `describe`, with the hooks of those around it. */
  let scope = newScope();
  const tests = [];
  const finished = [];
  const it = (name, ...rest) => {
    const act = rest.find((one) => typeof one === "function");
    tests.push({ name: [...scope.names, name].join(" > "), act, scope });
  };
  const describe = (name, act) => {
    const outside = scope;
    scope = newScope(outside, name);
    act();
    scope = outside;
  };
  const fails = (name, act) =>
    it(name, async () => {
      const failed = await Promise.resolve()
        .then(act)
        .then(
          () => false,
          () => true,
        );
      if (!failed) throw new Error("it passes, though it is said to fail");
    });
  it.fails = fails;
  for (const named of [it, fails, describe]) {
    named.each = (rows) => (name, act) =>
      rows.forEach((row, index) =>
        named(`${name} (row ${index + 1})`, () => act(...[row].flat(1))),
      );
    named.concurrent = named;
    named.skipIf = (skip) => (skip ? () => {} : named);
    named.runIf = (run) => named.skipIf(!run);
  }
  const hook = (kind) => (act) => void scope[kind].push(act);
  return {
    tests,
    finished,
    exports: {
      describe,
      it,
      expect,
      expectTypeOf: () => types,
      beforeAll: hook("beforeAll"),
      beforeEach: hook("beforeEach"),
      afterAll: hook("afterAll"),
      afterEach: hook("afterEach"),
      onTestFinished: (act) => void finished.push(act),
      vi: { ...vi, ...stubs(), ...ofModules },
    },
  };
}

/** Runs the tests of a file, and gives the first that fails: "its name: what it says". */
export async function firstFailure({ tests, finished }, beforeTest) {
  const open = [];
  for (const { name, act, scope } of tests) {
    beforeTest();
    try {
      const inside = scopesOf(scope);
      for (const one of inside.filter((each) => !open.includes(each))) {
        open.push(one);
        for (const hook of one.beforeAll) await hook();
      }
      for (const one of inside) for (const hook of one.beforeEach) await hook();
      await inTime(act());
      for (const hook of finished.splice(0).toReversed()) await hook();
      for (const one of inside.toReversed()) for (const hook of one.afterEach) await hook();
    } catch (error) {
      const { message, cause } = Object(error);
      return `${name}: ${String(cause?.message ?? message ?? error).split("\n")[0]}`;
    }
  }
  for (const one of open.toReversed()) for (const hook of one.afterAll) await hook();
  return undefined;
}

/** What a test file imports from "fast-check": the same runs each time, never shrunk. */
export function fastCheckFor(path, mutated = "") {
  const isOwn = basename(path, ".test.ts") === basename(mutated, ".ts");
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

expect.extend({
  toMatchFileSnapshot(received, path) {
    const pass = readFileSync(resolve(dirname(this.testPath), path), "utf8") === received;
    return { pass, message: () => `it is not what ${path} holds` };
  },
});

/** Types are no part of a run. */
const types = new Proxy(() => types, { get: () => types });

function newScope(outside, name) {
  const names = outside ? [...outside.names, name] : [];
  return { outside, names, beforeAll: [], beforeEach: [], afterAll: [], afterEach: [] };
}

/** A scope and those around it, outermost first. */
function scopesOf(scope) {
  return scope ? [...scopesOf(scope.outside), scope] : [];
}

async function inTime(result) {
  if (typeof result?.then !== "function") return;
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the test does not end")), MAX_TIME);
  });
  await Promise.race([result, late]).finally(() => clearTimeout(timer));
}

/** Replaced variables of the environment and globals, as `vi` has them. */
function stubs() {
  const put = new Map();
  const stub = (object) => (name, value) => {
    if (!put.has(object)) put.set(object, new Map());
    const before = put.get(object);
    if (!before.has(name)) before.set(name, Object.getOwnPropertyDescriptor(object, name));
    if (value === undefined) Reflect.deleteProperty(object, name);
    else object[name] = value;
  };
  const restore = (object) => () => {
    for (const [name, before] of put.get(object) ?? []) {
      if (before) Object.defineProperty(object, name, before);
      else Reflect.deleteProperty(object, name);
    }
    put.delete(object);
  };
  return {
    stubEnv: stub(process.env),
    unstubAllEnvs: restore(process.env),
    stubGlobal: stub(globalThis),
    unstubAllGlobals: restore(globalThis),
  };
}
