// What `npm start` runs: sets up what a fresh clone lacks, then starts the demonstration.
import { spawnSync } from "node:child_process";

console.log("client-ip: installing and compiling. The first time takes about half a minute.\n");
for (const step of ["setup -- --reporter=silent", "build"]) {
  const { status } = spawnSync(`npm run --silent ${step}`, { shell: true, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

// The table shows what the library would warn about.
process.removeAllListeners("warning");
process.on("warning", (warning) => {
  if (warning.name !== "ClientIpWarning") console.error(warning);
});
await import("./server.js");
