// Fuzzes the grammars, guided by V8's coverage:
//
//   npm run fuzz                                   two minutes over all targets
//   npm run fuzz -- --minutes 30 forwarded xfcc    as long as one likes, these alone
//   npm run fuzz -- --seed 7 --keep                other mutations; what ran new code is kept
//
// At the first broken promise it prints the input, made short, and exits with 1. Add that input to
// test/fuzz/corpus, whose inputs the tests replay.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = `${root}.cache/fuzz`;

// A process that has nothing loaded but what is fuzzed: V8 tells its coverage quickly then.
rmSync(outDir, { recursive: true, force: true });
const conditions = ["@client-ip/source"];
await build({
  root,
  configFile: false,
  logLevel: "error",
  resolve: { conditions },
  ssr: { resolve: { conditions }, noExternal: [/^@client-ip/] },
  build: {
    ssr: true,
    outDir,
    target: "node20",
    minify: false,
    rolldownOptions: {
      input: `${root}test/fuzz/main.ts`,
      output: { preserveModules: true, preserveModulesRoot: root, entryFileNames: "[name].mjs" },
    },
  },
});
const args = [`${outDir}/test/fuzz/main.mjs`, ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
