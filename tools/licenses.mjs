// Lists the licenses of what is installed, and fails on one that is not named here. What the
// published packages bring along is held to fewer.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const PERMISSIVE = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC"];
const SHIPPED = [...PERMISSIVE, "MIT"];
// Used for tests and recipes, and in no package.
const INSTALLED = [
  ...SHIPPED,
  "(Apache-2.0 OR BSD-3-Clause)",
  "(MIT AND BSD-3-Clause)",
  "Apache-2.0 AND MIT",
  "CC-BY-4.0",
  "CC0-1.0",
  "FSL-1.1-Apache-2.0",
  "MPL-2.0",
  "Python-2.0",
  "Unlicense",
];
/** Packages whose manifest names no license, and what their readme or LICENSE file says. */
const READ = { only: "MIT", spawndamnit: "MIT" };

const root = fileURLToPath(new URL("..", import.meta.url));
const hidden = ["conformance", "playground"].map((name) => `--filter=!@client-ip/${name}`);
const wrong = [
  ...unlisted("shipped with the packages", SHIPPED, ["--filter=./packages/*", ...hidden, "--prod"]),
  ...unlisted("installed", INSTALLED, ["--recursive"]),
];
if (wrong.length > 0) {
  console.error(`\nNot allowed by tools/licenses.mjs:\n${wrong.join("\n")}`);
  process.exitCode = 1;
}

/** Prints how many packages have each license, and gives those whose license is not allowed. */
function unlisted(what, allowed, filters) {
  const list = ["tools/pnpm.mjs", ...filters, "licenses", "list", "--json"];
  const options = { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 };
  const packages = Object.values(JSON.parse(execFileSync(process.execPath, list, options))).flat();
  const counts = new Map();
  for (const one of packages) counts.set(licenseOf(one), (counts.get(licenseOf(one)) ?? 0) + 1);
  console.log(`\n${packages.length} packages ${what}`);
  for (const [license, count] of counts) console.log(`${String(count).padStart(5)} ${license}`);
  return packages
    .filter((one) => !allowed.includes(licenseOf(one)))
    .map((one) => `${one.name}: ${licenseOf(one)}`);
}

function licenseOf({ name, license }) {
  return license === "Unknown" ? (READ[name] ?? license) : license;
}
