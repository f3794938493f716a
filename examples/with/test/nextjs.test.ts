import { rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, it } from "vitest";

import { useApplication } from "./application.ts";
import { useBuilt } from "./built.ts";
import { ask, FORGED } from "./support.ts";

const SERVE = "test/apps/serve";
const ALONE = "test/apps/nextjs-alone";

const NEXT_15 = createRequire(new URL("../nextjs-15/package.json", import.meta.url));
const NEXT_16 = createRequire(import.meta.url);

const RELEASES = [
  { within: "test", require: NEXT_16, proxy: "proxy.js", options: [], older: {} },
  {
    within: "nextjs-15",
    require: NEXT_15,
    proxy: "middleware.js",
    options: ["--turbopack"],
    older: { next: pathToFileURL(NEXT_15.resolve("next")).href },
  },
];

describe.each(RELEASES)("next in $within", ({ within, require, proxy, options, older }) => {
  const command = [require.resolve("next/dist/bin/next"), "build", ...options];
  const directory = useApplication("nextjs", within, command, (copy) =>
    rename(join(copy, "proxy.js"), join(copy, proxy)),
  );
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
