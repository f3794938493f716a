// Servers of four frameworks under honest and hostile clients, for as long as one likes:
//
//   npm run soak                     half an hour, then two floods of half headers
//   npm run soak -- --minutes 5      as long as one likes
//   npm run soak -- --seed 7         other clients
//
// It exits with 1 for a wrong answer, an honest request without one, a heap that grows, a warning
// of too many listeners, an uncaught error, and a connection that is left at the end.
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = `${root}.cache/soak`;

// Each of these is a process. The packages are those that were built.
const programs = ["main", "servers", "clients", "honest", "flood"];
rmSync(outDir, { recursive: true, force: true });
await build({
  root,
  configFile: false,
  logLevel: "error",
  ssr: { external: true },
  build: {
    ssr: true,
    outDir,
    target: "node20",
    minify: false,
    rolldownOptions: {
      input: programs.map((name) => `${root}test/soak/${name}.ts`),
      output: { preserveModules: true, preserveModulesRoot: root, entryFileNames: "[name].mjs" },
    },
  },
});
process.chdir(root);
await import(pathToFileURL(`${outDir}/test/soak/main.mjs`).href);
