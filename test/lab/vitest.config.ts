import { defineConfig } from "vitest/config";

/** Run by run.mjs, inside of its namespaces. */
export default defineConfig({
  resolve: { conditions: ["@client-ip/source"] },
  ssr: { resolve: { conditions: ["@client-ip/source"] } },
  test: {
    include: ["test/lab/*.lab.ts"],
    globalSetup: "test/lab/needs.ts",
    reporters: ["default", "test/lab/reporter.ts"],
    // A busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
