import { tmpdir } from "node:os";
import { join } from "node:path";

import { defineConfig } from "vitest/config";

/** Run by run.mjs, inside of its namespaces. */
export default defineConfig({
  // Root writes nothing into node_modules, which may be another user's.
  cacheDir: join(tmpdir(), "vite"),
  resolve: { conditions: ["@client-ip/source"] },
  ssr: { resolve: { conditions: ["@client-ip/source"] } },
  test: {
    include: ["test/lab/**/*.lab.ts"],
    globalSetup: "test/lab/needs.ts",
    reporters: ["default", "test/lab/reporter.ts"],
    // A busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
