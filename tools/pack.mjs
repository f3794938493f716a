// Packs the packages of this clone as npm publishes them, into .cache/packed or another folder:
// `npm run pack:all -- FOLDER NAME …`. A name such as `express` takes with it the packages that it
// needs; without one all are packed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [folder = ".cache/packed", ...names] = process.argv.slice(2);
const unknown = names.find((name) => !existsSync(join(root, "packages", name)));
if (unknown !== undefined) throw new Error(`No package is called ${unknown}.`);
const to = resolve(folder);
mkdirSync(to, { recursive: true });

const chosen =
  names.length > 0
    ? names.map((name) => `--filter-prod=@client-ip/${name}...`)
    : [
        "--filter=./packages/*",
        "--filter=!@client-ip/conformance",
        "--filter=!@client-ip/playground",
      ];
const pnpm = ["tools/pnpm.mjs", ...chosen, "pack", "--pack-destination", to];
// pnpm lists each packed file, which matters only if packing fails.
const { status, stdout } = spawnSync(process.execPath, pnpm, {
  cwd: root,
  stdio: ["inherit", "pipe", "inherit"],
  maxBuffer: Infinity,
});
if (status !== 0) {
  process.stdout.write(stdout ?? "");
  process.exit(status ?? 1);
}
const packed = readdirSync(to).filter((file) => file.endsWith(".tgz"));
console.log(`${to} has ${packed.length} packages. Next, in your application:`);
console.log(`npm install ${join(to, "client-ip-*.tgz")}`);
