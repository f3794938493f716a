import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(root, "docs/architecture.md"), "utf8");

/** The paths of the tree in the document: two spaces a level, a folder ends with `/`. */
function pathsOf(document: string): string[] {
  const [, tree = ""] = /## The tree\n[^]*?```text\n([^]*?)```/.exec(document) ?? [];
  const folders: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", name] = /^( *)(\S+)/.exec(line) ?? [];
    if (name === undefined) return [];
    folders.length = indent.length / 2;
    const path = [...folders, name].join("");
    folders.push(name);
    return [path];
  });
}

const paths = pathsOf(page);

describe("the tree of docs/architecture.md", () => {
  it.each(paths)("names what exists: %s", (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  it("names every entry of the root", () => {
    const tracked = execFileSync("git", ["-c", "safe.directory=*", "ls-files"], {
      cwd: root,
      encoding: "utf8",
    });
    const entries = tracked.trimEnd().split("\n");
    const top = new Set(entries.map((file) => file.replace(/\/.*/, "/")));
    const named = paths.filter((path) => /^[^/]+\/?$/.test(path));
    expect(named.toSorted()).toEqual([...top].toSorted());
  });

  // Apart from cjs, which holds no source.
  it("names every folder of a package's sources", () => {
    const sources = readdirSync(join(root, "packages")).map((name) => `packages/${name}/src`);
    const folders = sources.flatMap((source) => {
      const entries = readdirSync(join(root, source), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isDirectory() && entry.name !== "cjs")
        .map(({ parentPath, name }) => `${relative(root, join(parentPath, name))}/`);
    });
    expect(sources.filter((source) => !paths.includes(`${source}/`))).toEqual([]);
    expect(folders.filter((folder) => !paths.includes(folder))).toEqual([]);
  });

  it("is followed by files that exist", () => {
    const text = page.replaceAll(/```[^]*?```/g, "");
    const files = [...text.matchAll(/`((?:[a-z-]+\/)+[\w.-]*)`/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(15);
    const missing = files.filter(
      (file) => !["", "packages/core/src"].some((base) => existsSync(join(root, base, file))),
    );
    expect(missing).toEqual([]);
  });
});
