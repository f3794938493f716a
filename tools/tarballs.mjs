import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Packs packages as `npm run pack:all` does.
 *
 * @param names as for tools/pack.mjs.
 * @returns the tarballs as dependencies, by the names of their packages.
 */
export function tarballsIn(folder, ...names) {
  const args = [join(root, "tools/pack.mjs"), folder, ...names];
  execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  return Object.fromEntries(
    readdirSync(folder)
      .map((file) => [/^client-ip-(.+?)-\d.*\.tgz$/.exec(file)?.[1], file])
      .filter(([name]) => name !== undefined)
      .map(([name, file]) => [`@client-ip/${name}`, `file:${join(folder, file)}`]),
  );
}
