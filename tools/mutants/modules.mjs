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
    : await transformWithOxc(withCalls(path, text), path, {
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

/** The functions of a source, as `[start, end]`. A worker tells them by their index. */
export const functionsOf = (path, text) =>
  nodesOf(path, text)
    .filter(isFunction)
    .map(({ start, end }) => [start, end]);

/** The path of a module of this project, or `undefined` for another package. */
function pathOf(from, path) {
  if (OWN.has(from)) return OWN.get(from);
  if (!from.startsWith(".")) return undefined;
  return fileURLToPath(new URL(from, pathToFileURL(path)));
}

/** Inserts calls: into each function one that notes that it ran, into each loop one that counts. */
function withCalls(path, text) {
  const puts = [];
  let functions = 0;
  for (const node of nodesOf(path, text)) {
    const { body } = node;
    const call = isLoop(node) ? "__turn()" : isFunction(node) && `__enter(${functions++})`;
    if (!call) continue;
    if (body.type === "BlockStatement") puts.push([body.start + 1, `${call};`]);
    else if (isLoop(node)) puts.push([body.start, `{${call};`], [body.end, "}"]);
    else puts.push([body.start, `(${call},`], [body.end, ")"]);
  }
  return puts
    .toSorted(([one], [other]) => other - one)
    .reduce((all, [at, put]) => all.slice(0, at) + put + all.slice(at), text);
}

const isLoop = ({ type }) => /^(?:For|While|DoWhile)/.test(type);
/** A declaration of types has no body. */
const isFunction = ({ type, body }) => /^(?:Arrow)?Function/.test(type) && body !== null;

/** All nodes of a source, each before those in it. */
function nodesOf(path, text) {
  const nodes = [];
  const visit = (node) => {
    nodes.push(node);
    for (const child of Object.values(node).flat()) if (child?.type) visit(child);
  };
  visit(parseSync(path, text).program);
  return nodes;
}
