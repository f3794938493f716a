import type { Names, Presets } from "../../src/index.ts";

/** The names of a configuration that knows nothing but these presets. */
export function named(presets: Presets): Names {
  return { presets, knownWords: {}, env: {} };
}
