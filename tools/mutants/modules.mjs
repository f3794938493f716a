import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { moduleRunnerTransform, parseSync, transformWithOxc } from "vite";

/** Our sources as functions' bodies, which a worker evaluates again for each mutant. */

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The source that each name of our own packages stands for: "@client-ip/node/adapter". */
const OWN = new Map(
  readdirSync(join(root, "packages")).flatMap((folder) => {
    const { name, exports = {} } = JSON.parse(
      readFileSync(join(root, "packages", folder, "package.json"), "utf8"),
    );
    return Object.entries(exports)
      .filter(([, { "@client-ip/source": source }]) => source !== undefined)
      .map(([entry, { "@client-ip/source": source }]) => [
        `${name}${entry.slice(1)}`,
        join(root, "packages", folder, source),
      ]);
  }),
);

/**
 * A module that is ready to run.
 *
 * @typedef {{ body: string, links: Record<string, string> }} Compiled `links` has the path of each
 *   imported module of this project.
 */

/**
 * Compiles a module.
 *
 * @returns {Promise<Compiled>}
 */
export async function compile(path, text) {
  const isData = path.endsWith(".json");
  const { code } = isData
    ? { code: `export default ${text}` }
    : await transformWithOxc(withTurns(path, text), path, {
        sourcemap: false,
        decorator: { legacy: true },
        helpers: { mode: "External" },
      });
  const {
    code: body,
    deps,
    dynamicDeps = [],
  } = await moduleRunnerTransform(code, null, path, code);
  const links = [...deps, ...dynamicDeps]
    .map((from) => [from, pathOf(from, path)])
    .filter(([, other]) => other !== undefined);
  return { body: `"use strict";${body}`, links: Object.fromEntries(links) };
}

/** Compiles modules and all that they import. */
export async function compileAll(paths) {
  const modules = new Map();
  const visit = async (path) => {
    if (modules.has(path)) return;
    modules.set(path, undefined);
    const compiled = await compile(path, readFileSync(path, "utf8"));
    modules.set(path, compiled);
    for (const other of Object.values(compiled.links)) await visit(other);
  };
  for (const path of paths) await visit(path);
  return modules;
}

/** Whether a module imports another, directly or not. */
export function needs(modules, path, wanted, seen = new Set()) {
  if (path === wanted) return true;
  if (seen.has(path)) return false;
  seen.add(path);
  return Object.values(modules.get(path).links).some((other) =>
    needs(modules, other, wanted, seen),
  );
}

/** The path of a module of this project, or `undefined` for another package. */
function pathOf(from, path) {
  if (OWN.has(from)) return OWN.get(from);
  if (!from.startsWith(".")) return undefined;
  return fileURLToPath(new URL(from, pathToFileURL(path)));
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
