// What `npm start` runs: installs what the demonstration needs where it is missing, then runs it
// from the sources. Vite compiles them as they are loaded, and builds the page.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

console.log("client-ip: what three frameworks and this library say about forged requests");
if (!isInstalled()) install();

// The table shows what the library would warn about.
process.removeAllListeners("warning");
process.on("warning", (warning) => {
  if (warning.name !== "ClientIpWarning") console.error(warning);
});
const { build, createServer } = await import("vite");
await build({ root: `${root}packages/playground`, logLevel: "error" });
const sources = { conditions: ["@client-ip/source"] };
const vite = await createServer({
  root,
  configFile: false,
  logLevel: "error",
  server: { middlewareMode: true, ws: false, watch: null },
  resolve: sources,
  ssr: { resolve: sources },
});
const { serve } = await vite.ssrLoadModule("/examples/demo/server.js");
await vite.close();
await serve(readFileSync(`${root}packages/playground/dist/index.html`, "utf8"));

/** Whether all that the demonstration and its packages need is there, as after `npm test`. */
function isInstalled() {
  const text = readFileSync(new URL("package.json", import.meta.url), "utf8");
  const names = Object.keys(JSON.parse(text).dependencies);
  return names.every((name) => existsSync(new URL(`node_modules/${name}`, import.meta.url)));
}

/** What the demonstration runs, and nothing else: no tests, benches and linters. */
function install() {
  console.log("Installing what it needs: once, about ten seconds.");
  const needed = ["--filter", "@client-ip/example-demo...", "--prod"];
  const pnpm = [
    "tools/pnpm.mjs",
    ...needed,
    "install",
    "--frozen-lockfile",
    "--reporter=append-only",
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, pnpm, { cwd: root });
  if (status === 0) return;
  // Everything that was said, only where it helps.
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exit(status ?? 1);
}
