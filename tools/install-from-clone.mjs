// Runs the lines of docs/install.md in an empty project, for each framework whose example is one
// file, then starts that example there and asks it; for the command, then runs it. The tarballs are
// compared with npm's own.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tarballsIn } from "./tarballs.mjs";

/** What each application installs beside our packages: the table of docs/install.md. */
const APPLICATIONS = {
  express: "express",
  fastify: "fastify",
  koa: "koa",
  hono: "hono @hono/node-server",
  h3: "h3",
  hapi: "@hapi/hapi",
  node: "",
};
const CLIENT = "203.0.113.7";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "client-ip-install-"));
const quiet = { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] };

const page = readFileSync(join(root, "docs/install.md"), "utf8");
const [, written = ""] = /^```sh\n([^]*?)^```$/m.exec(page) ?? [];
// This clone stands for a new one.
const lines = written.replace(/^git clone .* \.\.\/client-ip\n/m, "");
if (lines === written) throw new Error("docs/install.md does not clone the repository");

try {
  symlinkSync(root, join(folder, "client-ip"));
  for (const [name, needs] of Object.entries(APPLICATIONS)) {
    const app = install(name, needs);
    copyFileSync(join(root, `examples/${name}/server.js`), join(app, "server.js"));
    await ask(app);
    console.log(`${name}: installed from tarballs by docs/install.md, and answers`);
  }
  explain(install("cli", ""));
  compare();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Installs what a package needs in an empty project.
 *
 * @returns its folder.
 */
function install(name, needs) {
  const app = join(folder, name);
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
  let script = lines;
  if (name !== "express") {
    script = lines
      // The first has built all.
      .replace("npm run pack:all --", "node tools/pack.mjs")
      .replace('vendor" express', `vendor" ${name}`)
      .replace("npm install express", `npm install ${needs}`);
    if (script === lines) throw new Error("docs/install.md packs no express");
  }
  execFileSync("sh", ["-euc", script], { cwd: app, ...quiet });
  return app;
}

/** Runs the command as docs/install.md says. */
function explain(app) {
  const request = ["--path", "nginx", "--peer", "127.0.0.1"];
  const header = ["--header", `X-Forwarded-For: 6.6.6.6, ${CLIENT}`];
  const args = ["--no-install", "client-ip", "explain", ...request, ...header, "--json"];
  const printed = execFileSync("npx", args, { cwd: app, ...quiet });
  if (JSON.parse(printed).resolution?.ip !== CLIENT) throw new Error(`${app} answers ${printed}`);
  console.log("cli: installed from tarballs by docs/install.md, and explains");
}

/** Starts the application and asks it, with the header of its nginx and without it. */
async function ask(app) {
  const port = await freePort();
  const server = spawn(process.execPath, ["server.js"], {
    cwd: app,
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await new Promise((resolve, reject) => {
      server.stdout.once("data", resolve);
      server.once("exit", (code) => reject(new Error(`${app} ended with ${code}`)));
    });
    const answers = [{ "X-Forwarded-For": `6.6.6.6, ${CLIENT}` }, {}].map(async (headers) => {
      const reply = await fetch(`http://127.0.0.1:${port}`, { headers });
      return reply.text();
    });
    const [client, none] = await Promise.all(answers);
    if (client !== `Hello ${CLIENT}\n`) throw new Error(`${app} answers ${client}`);
    if (!none.includes("no client: missing"))
      throw new Error(`${app} answers ${none} without a header`);
  } finally {
    server.kill();
  }
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** `npm pack` and `pnpm pack` of each package have the same files and the same manifest. */
function compare() {
  const byPnpm = tarballsIn(join(folder, "pnpm"));
  const to = join(folder, "npm");
  mkdirSync(to);
  const sources = Object.keys(byPnpm).map((name) => name.replace("@client-ip/", "./packages/"));
  execFileSync("npm", ["pack", "--pack-destination", to, ...sources], {
    cwd: root,
    stdio: "ignore",
  });
  for (const [name, file] of Object.entries(byPnpm)) {
    const tarball = fileURLToPath(file);
    const packed = contents(join(to, basename(tarball)));
    if (packed !== contents(tarball)) throw new Error(`npm and pnpm pack ${name} differently`);
    if (/"(workspace|catalog):/.test(packed))
      throw new Error(`${name} names a version of this clone`);
    if (!packed.includes("package/LICENSE")) throw new Error(`${name} has no LICENSE`);
    console.log(`${name}: npm and pnpm pack the same`);
  }
}

/** The names of a tarball's files, and its manifest. */
function contents(tarball) {
  const list = execFileSync("tar", ["tf", tarball], quiet).trim().split("\n").toSorted();
  const manifest = execFileSync("tar", ["xOf", tarball, "package/package.json"], quiet);
  return JSON.stringify([list, JSON.parse(manifest)]);
}
