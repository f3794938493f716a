import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { root } from "./modules.mjs";

/** What is mutated, and the tests that may find it. */

const packages = join(root, "packages");

const adapters = ["express", "fastify", "h3", "hapi", "hono", "koa"];

/** Tests beside a package's own that hold what it does. */
const MORE_TESTS = {
  cli: ["test/peer-answers.test.ts"],
  core: ["test/vectors.test.ts", "test/oracle.test.ts"],
  node: ["packages/express/test", "packages/fastify/test", "packages/koa/test"],
  ...Object.fromEntries(adapters.map((name) => [name, ["test/wrong-adapter.test.ts"]])),
};

/** They leave nothing behind in a process, so a worker tests many mutants. */
const PURE = [
  "core",
  "proxy-protocol",
  "presets",
  "testing",
  "vectors",
  ...["check", "diff", "doctor", "explain", "options", "peers", "request-text"].map(
    (folder) => `cli/${folder}`,
  ),
];

/** What they test runs in processes of its own, which know no mutant: only a slow machine fails. */
const CHILDREN = /node\/test\/(?:accept\/(?:cluster|inherited)|seal\/register)\.test\.ts$/;

/** Data, with its own check: `npm run snapshots`. */
const DATA = /^presets\/address-lists\//;

/** The published packages. */
const PUBLISHED = readdirSync(packages).filter((name) => {
  const file = join(packages, name, "package.json");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).private !== true;
});

/** The names of the sources: "core/walk/walk". */
export const SOURCES = PUBLISHED.flatMap((name) =>
  filesBelow(join(packages, name, "src"), /(?<!\.d)\.ts$/).map(
    (path) => `${name}/${path.slice(join(packages, name, "src").length + 1, -3)}`,
  ),
).filter((name) => !DATA.test(name));

export const packageOf = (name) => name.slice(0, name.indexOf("/"));
export const isPure = (name) => PURE.some((one) => name === one || name.startsWith(`${one}/`));

export function pathOf(name) {
  const folder = packageOf(name);
  return join(packages, folder, "src", `${name.slice(folder.length + 1)}.ts`);
}

/** The test files that may find a mutant of a package. */
export function testsOf(folder) {
  return [`packages/${folder}/test`, ...(MORE_TESTS[folder] ?? [])]
    .flatMap((path) =>
      path.endsWith(".ts") ? [join(root, path)] : filesBelow(join(root, path), /\.test\.ts$/),
    )
    .filter((path) => !CHILDREN.test(path));
}

/** The tests most likely to fail come first, and of those the quick ones. */
export function inOrder(name, tests, took) {
  const folder = packageOf(name);
  const below = dirname(name.slice(folder.length + 1));
  const rank = (path) => {
    if (basename(path).startsWith(basename(name))) return 0;
    return path.startsWith(join(packages, folder, "test", below) + sep) ? 1 : 2;
  };
  return tests.toSorted((one, other) => rank(one) - rank(other) || took(one) - took(other));
}

function filesBelow(folder, wanted) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => wanted.test(name) && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}
