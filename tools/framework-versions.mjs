// Runs the tests of the adapters with the oldest release of each supported major of each framework,
// or with the newest that npm has: `node tools/framework-versions.mjs oldest|newest [ADAPTER …]`.
// The tests themselves use the versions in the lockfile. Works on a copy in .cache.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [age, ...wanted] = process.argv.slice(2);
if (age !== "oldest" && age !== "newest") throw new Error("say oldest or newest");

const copy = join(root, ".cache", `frameworks-${age}`);
rmSync(copy, { recursive: true, force: true });
execFileSync("git", ["clone", "--quiet", root, copy]);

const adapters = readdirSync(join(copy, "packages")).filter((name) => {
  const { peerDependencies } = read(join("packages", name));
  return peerDependencies !== undefined && (wanted.length === 0 || wanted.includes(name));
});
const versions = adapters.flatMap((name) => setVersions(name));
for (const [adapter, name, version] of versions) console.log(`${adapter}: ${name} ${version}`);

// The copy has no proxies, and the tests of the adapters need none.
const { CLIENT_IP_REAL_PROXIES: _, ...env } = process.env;
const run = (...args) => spawnSync(process.execPath, args, { cwd: copy, stdio: "inherit", env });
// Nest 11.0.0 and 12.0.0 ask for one another in the versions before.
const install = ["install", "--no-frozen-lockfile", "--config.strict-peer-dependencies=false"];
const where = ["--ignore-scripts", "--filter=.", "--filter=./packages/**"];
const steps = [
  ["tools/pnpm.mjs", ...install, ...where],
  ["node_modules/vitest/vitest.mjs", "run", ...adapters.map((name) => `packages/${name}/`)],
];
process.exitCode = steps.some((step) => run(...step).status !== 0) ? 1 : 0;

function read(folder) {
  const file = join(copy, folder, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** Sets the versions of an adapter's frameworks in its manifests, and gives them. */
function setVersions(adapter) {
  const { peerDependencies } = read(join("packages", adapter));
  const folders = [join("packages", adapter), join("packages", adapter, "test/nest-11")];
  const changed = [];
  for (const folder of folders.filter((one) => existsSync(join(copy, one, "package.json")))) {
    const manifest = read(folder);
    for (const entries of [manifest.dependencies ?? {}, manifest.devDependencies ?? {}]) {
      for (const [name, text] of Object.entries(entries)) {
        const [, alias, major] = /^(?:npm:(.+)@)?[~^]?(\d+)\./.exec(text) ?? [];
        const real = alias ?? name;
        const range = supported(peerDependencies, real, major);
        if (range === undefined) continue;
        const version = chosen(real, range);
        entries[name] = alias === undefined ? version : `npm:${real}@${version}`;
        changed.push([adapter, name, version]);
      }
    }
    writeFileSync(join(copy, folder, "package.json"), JSON.stringify(manifest));
  }
  return changed;
}

/**
 * The range of a major that the adapter supports. Packages of the framework's scope and major
 * belong to it, as Nest's platforms do.
 */
function supported(peers, name, major) {
  const [, range] =
    Object.entries(peers).find(
      ([peer]) =>
        peer === name || (peer.includes("/") && name.startsWith(`${peer.split("/")[0]}/`)),
    ) ?? [];
  return range?.split(" || ").find((part) => part.startsWith(`^${major}.`));
}

/** The oldest or the newest release in a range. */
function chosen(name, range) {
  const args = ["view", `${name}@${range}`, "version", "--json"];
  const all = [JSON.parse(execFileSync("npm", args, { encoding: "utf8" }))].flat();
  const stable = all.filter((version) => !version.includes("-"));
  const sorted = stable.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return sorted.at(age === "oldest" ? 0 : -1);
}
