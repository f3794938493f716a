// Packs every published package and installs the tarballs in empty projects, as a user would. Then
// it compiles applications with each supported TypeScript, as ES modules and as CommonJS, with
// skipLibCheck off; checks that a mistake does not compile; runs Jest with its defaults, and
// ts-jest; and loads each entry by require() and import. tools/consumers has the applications.
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tarballsIn } from "./tarballs.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "client-ip-consumer-"));

const FRAMEWORKS = { express: "^5.3.0", fastify: "^5.12.8", koa: "^3.3.0" };
const TYPES = { "@types/express": "^5.0.6", "@types/koa": "^3.0.3", "@types/node": "20.19.43" };
const TYPESCRIPT = ["5.7.3", "5.8.3", "5.9.3", "6.0.3", "7.0.2"];

const STRICT = {
  target: "es2022",
  lib: ["es2023"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
};
const NODE10 = { module: "commonjs", moduleResolution: "node10", esModuleInterop: true };

/** How an application is compiled: its file, and options beside the strict ones. */
const PROJECTS = [
  { file: "esm.ts", options: { module: "nodenext" } },
  { file: "commonjs.cts", options: { module: "node16" } },
  { file: "commonjs.cts", options: { module: "nodenext" } },
  { file: "commonjs.ts", options: NODE10, until: "5.9.3" },
  { file: "commonjs.ts", options: { ...NODE10, ignoreDeprecations: "6.0" }, only: "6.0.3" },
  {
    file: "commonjs.ts",
    options: { module: "commonjs", moduleResolution: "bundler" },
    only: "7.0.2",
  },
];

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const manifests = readdirSync(join(root, "packages"))
  .map((name) => JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")))
  .filter((manifest) => manifest.private !== true);
const entries = manifests.flatMap(({ name, exports }) =>
  Object.keys(exports).map((entry) => `${name}${entry.slice(1)}`),
);

/**
 * Makes a project with applications of tools/consumers, and installs what it needs.
 *
 * @param files each as `to: from`.
 * @returns its folder.
 */
function project(name, type, files, dependencies) {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  for (const [to, from] of Object.entries(files)) {
    copyFileSync(join(root, "tools/consumers", from), join(cwd, to));
  }
  const manifest = {
    private: true,
    type,
    dependencies: { ...tarballs, ...FRAMEWORKS, ...dependencies },
  };
  writeFileSync(join(cwd, "package.json"), JSON.stringify({ ...manifest, overrides: tarballs }));
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], cwd);
  return cwd;
}

/** The errors of a compilation. Those in the declarations of other packages are only printed. */
function errorsOf(cwd, version, { file, options }) {
  const config = { compilerOptions: { ...STRICT, outDir: "built", ...options }, files: [file] };
  writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify(config));
  const tsc = `node_modules/typescript-${version}/bin/tsc`;
  const { stdout } = spawnSync(process.execPath, [tsc], { cwd, encoding: "utf8" });
  const errors = stdout.split("\n").filter((line) => /error TS\d+/.test(line));
  for (const line of errors) console.log(`TypeScript ${version}: ${line}`);
  return errors.filter((line) => !/^node_modules\/(?!@client-ip\/)/.test(line));
}

function checkTypes() {
  const files = {
    "commonjs.ts": "commonjs.ts",
    "commonjs.cts": "commonjs.ts",
    "esm.ts": "esm.ts",
    "wrong.ts": "wrong.ts",
  };
  const compilers = TYPESCRIPT.map((version) => [
    `typescript-${version}`,
    `npm:typescript@${version}`,
  ]);
  const pinned = { "fastify-5.11": "npm:fastify@5.11.3" };
  const cwd = project("types", "module", files, {
    ...TYPES,
    ...pinned,
    ...Object.fromEntries(compilers),
  });
  for (const version of TYPESCRIPT) {
    const projects = PROJECTS.filter(
      ({ until = version, only = version }) => version <= until && version === only,
    );
    for (const one of projects) {
      const { module, moduleResolution = module } = one.options;
      const how = `${one.file}, ${module}, ${moduleResolution}`;
      if (errorsOf(cwd, version, one).length > 0) {
        throw new Error(`TypeScript ${version} does not compile ${how}`);
      }
      console.log(`TypeScript ${version}: compiles ${how}`);
    }
    const wrong = errorsOf(cwd, version, { file: "wrong.ts", options: { module: "nodenext" } });
    if (!wrong.some((line) => line.startsWith("wrong.ts"))) {
      throw new Error(`TypeScript ${version} compiled a hop with a misspelt field`);
    }
  }
  const printed = run(process.execPath, ["built/commonjs.cjs"], cwd);
  if (printed !== "host-bits 203.0.113.7\n") throw new Error(`built/commonjs.cjs: ${printed}`);
  // Files of data are read, not loaded.
  for (const entry of entries.filter((name) => !/\.json$|\*/.test(name))) {
    const text = JSON.stringify(entry);
    run(process.execPath, ["--input-type=commonjs", "-e", `require(${text})`], cwd);
    run(process.execPath, ["--input-type=module", "-e", `await import(${text})`], cwd);
    console.log(`${entry}: require() and import() on Node ${process.version}`);
  }
}

/** Runs Jest as it is without any configuration. */
function checkJest(version, more = {}) {
  const dependencies = { jest: `^${version}.0.0`, supertest: "^7.3.2", ...more };
  const cwd = project(
    `jest-${version}`,
    "commonjs",
    { "jest.test.js": "jest.test.js", "testing.test.js": "testing.test.js" },
    dependencies,
  );
  run("npx", ["--no-install", "jest"], cwd);
  console.log(`Jest ${version}: passes with its defaults`);
  return cwd;
}

function checkTsJest() {
  const types = { "@types/jest": "^30.0.0", "@types/supertest": "^7.2.1", ...TYPES };
  const cwd = checkJest(30, { "ts-jest": "^29.4.15", typescript: "5.9.3", ...types });
  const compilerOptions = { ...STRICT, ...NODE10, types: ["jest", "node"] };
  writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  copyFileSync(join(root, "tools/consumers/ts-jest.test.ts"), join(cwd, "ts-jest.test.ts"));
  run("npx", ["--no-install", "jest", "--preset", "ts-jest", "ts-jest.test.ts"], cwd);
  console.log("ts-jest: passes with commonjs, node10");
}

const tarballs = tarballsIn(folder);
try {
  checkTypes();
  checkJest(29);
  checkTsJest();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
