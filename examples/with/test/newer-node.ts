import { readdirSync } from "node:fs";

/**
 * Packages that need a newer Node than ours are tested by files with these endings. Each has the
 * oldest release that all of its packages run on.
 */
const NEEDED: readonly (readonly [ending: string, major: number, minor: number])[] = [
  [".node-22.test.ts", 22, 22],
  [".node-24.test.ts", 24, 0],
];

/**
 * The test files of recipes that this Node cannot run; `tools/node-versions.mjs` runs them.
 *
 * @param version a Node's, such as `20.20.2`.
 */
export function recipesLeftOut(version = process.versions.node): readonly string[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const files = readdirSync(new URL(".", import.meta.url));
  return NEEDED.filter(
    ([, ...needed]) => major < needed[0] || (major === needed[0] && minor < needed[1]),
  ).flatMap(([ending]) =>
    files.filter((file) => file.endsWith(ending)).map((file) => `examples/with/test/${file}`),
  );
}

/** Vitest's global setup: says what is left out. */
export default function setup(): void {
  for (const file of recipesLeftOut()) {
    console.log(`left out: ${file}: needs a newer Node (npm run test:nodes)`);
  }
}
