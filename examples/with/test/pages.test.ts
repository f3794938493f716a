import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { fileOf, versionOf } from "./support.ts";

const root = new URL("../../../", import.meta.url);

const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

const namesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith(ending) && name !== "README.md")
    .map((name) => name.slice(0, -ending.length))
    .toSorted();

const { dependencies, devDependencies } = JSON.parse(read("examples/with/package.json"));

/** Where releases of packages that need one another are installed. */
const APART = readdirSync(new URL("examples/with/", root)).filter((name) => /-\d+$/.test(name));

/** What `npm:NAME@VERSION` of a dependency, or the dependency itself, is called. */
function nameOf(dependency: string): string {
  const [, name = dependency] = /^npm:(.+)@/.exec(devDependencies[dependency] ?? "") ?? [];
  return name;
}

/** The installed releases of a package, oldest first. */
function releasesOf(name: string): readonly string[] {
  const ours = [...Object.keys(dependencies), ...Object.keys(devDependencies)]
    .filter((dependency) => nameOf(dependency) === name)
    .map((dependency) => versionOf(dependency));
  const apart = APART.filter(
    (folder) =>
      JSON.parse(read(`examples/with/${folder}/package.json`)).dependencies[name] !== undefined,
  ).map((folder) => versionOf(name, `${folder}/`));
  return [...new Set([...ours, ...apart])].toSorted((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
}

/** How what a recipe exports starts to serve, by the code that makes it. */
const LISTENING: readonly [RegExp, string][] = [
  [/^export const server = /m, "server.listen(3000);"],
  [/^export const app = await NestFactory/m, "await app.listen(3000);"],
  [/^export const app = express\(/m, "app.listen(3000);"],
  [/^export const app = fastify\(/m, "await app.listen({ port: 3000 });"],
];

/** A recipe as a program: a test lets it listen on a port of its own. */
function programOf(recipe: string): string {
  const [, line] = LISTENING.find(([made]) => made.test(recipe)) ?? [];
  return line === undefined ? recipe : `${recipe}\n${line}\n`;
}

describe("docs/with", () => {
  const pages = namesIn("docs/with/", ".md");

  it("has a page for each recipe", () => {
    expect(pages.length).toBeGreaterThan(1);
    const recipes = [...namesIn("examples/with/", ".js"), ...namesIn("examples/with/", ".ts")];
    expect(pages).toEqual(recipes.toSorted());
  });

  it("lists every page", () => {
    const listed = [...read("docs/with/README.md").matchAll(/\]\((.+?)\.md\)/g)];
    expect(listed.map(([, name]) => name).toSorted()).toEqual(pages);
  });

  it.each(pages)("shows the file that the test of %s runs, and the line that serves", (name) => {
    const [, block] = /```[jt]s\n([^]*?)```/.exec(read(`docs/with/${name}.md`)) ?? [];
    expect(block).toBe(programOf(readFileSync(fileOf(name), "utf8")));
    expect(block?.split("\n").length).toBeLessThanOrEqual(42);
    const tests = namesIn("examples/with/test/", ".test.ts").filter(
      (test) => test.replace(/\.node-\d+$/, "") === name,
    );
    expect(tests).not.toEqual([]);
    for (const test of tests) {
      expect(read(`examples/with/test/${test}.test.ts`)).toContain(`"${name}"`);
    }
  });

  it.each(
    ["22", "24"].flatMap((node) =>
      namesIn("examples/with/test/", `.node-${node}.test.ts`).map((name) => [name, node] as const),
    ),
  )("says that %s needs Node %s", (name, node) => {
    const [, needed] = / needs Node (\d+)(?:\.\d+)?\./.exec(read(`docs/with/${name}.md`)) ?? [];
    expect(needed).toBe(node);
  });

  it.each(pages)("names the releases that the test of %s runs", (name) => {
    const [, tested = ""] = /^Tested with (.+)\.$/m.exec(read(`docs/with/${name}.md`)) ?? [];
    const named = [...tested.matchAll(/`([^`]+)` ([\d., and]+\d)/g)];
    expect(named).not.toEqual([]);
    const installed = named.map(([, of = ""]) => [of, releasesOf(of)]);
    expect(named.map(([, of, releases = ""]) => [of, releases.split(/, | and /)])).toEqual(
      installed,
    );
  });
});
