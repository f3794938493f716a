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

/** Where the oldest releases of packages that need one another are installed. */
const OLDEST = ["nestjs-11", "nextjs-15"];

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
  const oldest = OLDEST.filter(
    (folder) =>
      JSON.parse(read(`examples/with/${folder}/package.json`)).dependencies[name] !== undefined,
  ).map((folder) => versionOf(name, `${folder}/`));
  return [...ours, ...oldest].toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
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

  it.each(pages)("shows the file that the test of %s runs", (name) => {
    const [, block] = /```[jt]s\n([^]*?)```/.exec(read(`docs/with/${name}.md`)) ?? [];
    expect(block).toBe(readFileSync(fileOf(name), "utf8"));
    expect(block?.split("\n").length).toBeLessThanOrEqual(40);
    expect(read(`examples/with/test/${name}.test.ts`)).toContain(`"${name}"`);
  });

  it.each(namesIn("examples/with/test/", ".node-22.test.ts"))(
    "says which Node %s needs",
    (name) => {
      expect(read(`docs/with/${name}.md`)).toMatch(/ needs Node 22(?:\.\d+)?\./);
    },
  );

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
