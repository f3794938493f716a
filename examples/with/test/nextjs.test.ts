import { execFile } from "node:child_process";
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { useBuilt } from "./built.ts";
import { ask, FORGED } from "./support.ts";

const SERVE = "test/apps/serve";
const ALONE = "test/apps/nextjs-alone";

const folder = fileURLToPath(new URL("..", import.meta.url));
const NEXT_15 = createRequire(new URL("../nextjs-15/package.json", import.meta.url));
const NEXT_16 = createRequire(import.meta.url);

/** Builds the application before the tests of this block, where it finds one release of Next. */
function useApplication(within: string, require: NodeJS.Require, proxy: string): () => string {
  let directory = "";
  beforeAll(async () => {
    directory = await mkdtemp(join(folder, within, ".app-"));
    await cp(new URL("apps/nextjs", import.meta.url), directory, { recursive: true });
    await rename(join(directory, "proxy.js"), join(directory, proxy));
    const next = require.resolve("next/dist/bin/next");
    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    const build = [next, "build", ...(proxy === "proxy.js" ? [] : ["--turbopack"])];
    await promisify(execFile)(process.execPath, build, { cwd: directory, env });
  }, 300_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return () => directory;
}

describe.each([
  ["16", "test", NEXT_16, "proxy.js", {}],
  [
    "15",
    "nextjs-15",
    NEXT_15,
    "middleware.js",
    { next: pathToFileURL(NEXT_15.resolve("next")).href },
  ],
])("next %s", (_version, within, require, proxy, older) => {
  const directory = useApplication(within, require, proxy);
  const start = useBuilt(["nextjs", ALONE, SERVE], older);
  const serve = (recipe: string): ReturnType<typeof start> =>
    start(SERVE, [], { RECIPE: recipe, NODE_ENV: "production" }, directory());

  it("gives route handlers, middleware and components the client", async () => {
    const { port } = await serve("nextjs");
    const lines = [FORGED, "X-Real-IP: 6.6.6.6"];
    const { body } = await ask(port, lines, "/api");
    expect(body).toContain('{"route":"203.0.113.7","proxy":"203.0.113.7"}');
    expect((await ask(port, lines)).body).toContain("component: 203.0.113.7");
    expect((await ask(port, [], "/api")).status).toBe(403);
  });

  it.each([
    ["believes a list as it came", [FORGED], "9.9.9.9, 203.0.113.7"],
    ["takes the proxy for the client", [], "127.0.0.1"],
  ])("%s without the recipe", async (_what, lines, client) => {
    const { port } = await serve(ALONE);
    const { body } = await ask(port, lines, "/api");
    expect(body).toContain(`{"route":"${client}","proxy":"${client}"}`);
    expect((await ask(port, lines)).body).toContain(`component: ${client}`);
  });
});
