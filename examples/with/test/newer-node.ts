import { readdirSync } from "node:fs";

/** Packages that need a newer Node than ours are tested by files with this ending. */
const ENDING = ".node-22.test.ts";

/** The oldest release that all of them run on. */
const NEEDED = [22, 15] as const;

/**
 * The test files of recipes that this Node cannot run; `tools/node-versions.mjs` runs them.
 *
 * @param version a Node's, such as `20.20.2`.
 */
export function recipesLeftOut(version = process.versions.node): readonly string[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return [];
  return readdirSync(new URL(".", import.meta.url))
    .filter((file) => file.endsWith(ENDING))
    .map((file) => `examples/with/test/${file}`);
}

/** Vitest's global setup: says what is left out. */
export default function setup(): void {
  for (const file of recipesLeftOut()) {
    console.log(`left out: ${file}: Node ${NEEDED.join(".")} (npm run test:nodes)`);
  }
}
