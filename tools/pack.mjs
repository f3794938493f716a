// Packs the packages of this clone as npm publishes them, into .cache/packed or another folder:
// `npm run pack:all -- FOLDER NAME …`. A name such as `express` takes with it the packages that it
// needs; without one all are packed.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [folder = ".cache/packed", ...names] = process.argv.slice(2);
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
execFileSync(process.execPath, pnpm, { cwd: root, stdio: "inherit" });
