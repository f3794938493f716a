// What the built packages answer in Node, Bun and Deno, as the README and the errors say: starts
// tools/runtimes/answers.mjs with each, and compares. Bun and Deno come from npm, into .cache.
// Build first. For Linux on x64.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const folder = `${root}.cache/runtimes`;
mkdirSync(folder, { recursive: true });
const install = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save"];
execFileSync("npm", [...install, "bun@1.4.5", "deno@2.9.6"], { cwd: folder, stdio: "ignore" });

const client = "203.0.113.7";
const inNode = {
  "node:http": client,
  "node:http, Forwarded with an open quote": client,
  "node:http at a unix socket": client,
  "node:http at a unix socket, path unix": client,
  "PROXY header": client,
  "seal on a server": client,
  "seal in the application": client,
};
const fetching = {
  fetch: client,
  "fetch, Forwarded with an open quote": "ambiguous",
  "fetch at a unix socket": client,
};
const EXPECTED = {
  node: inNode,
  bun: {
    ...inNode,
    "node:http at a unix socket": "not-in-bun",
    "node:http at a unix socket, path unix": "not-in-bun",
    "PROXY header": "not-in-bun",
    "seal on a server": "not-in-bun",
    ...fetching,
  },
  deno: { ...inNode, ...fetching },
};
const COMMANDS = {
  node: [process.execPath],
  bun: [`${folder}/node_modules/.bin/bun`],
  deno: [`${folder}/node_modules/.bin/deno`, "run", "--allow-all"],
};

for (const [runtime, [command, ...given]] of Object.entries(COMMANDS)) {
  const sockets = mkdtempSync(join(tmpdir(), "client-ip-"));
  try {
    const program = `${root}tools/runtimes/answers.mjs`;
    const printed = execFileSync(command, [...given, program, sockets], {
      cwd: root,
      encoding: "utf8",
      timeout: 60_000,
    });
    const answers = JSON.parse(printed.trim().split("\n").at(-1));
    console.log(`${runtime} ${answers.version}`);
    for (const [what, expected] of Object.entries(EXPECTED[runtime])) {
      const answer = answers[what];
      console.log(
        `  ${answer === expected ? "ok" : `EXPECTED ${expected}, GOT`} ${what}: ${answer}`,
      );
      if (answer !== expected) process.exitCode = 1;
    }
  } finally {
    rmSync(sockets, { recursive: true });
  }
}
