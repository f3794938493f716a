import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { describe, expect, it } from "vitest";

import { useApplication } from "./application.ts";
import { useBuilt } from "./built.ts";
import { ask, FORGED } from "./support.ts";

const SERVE = "test/apps/serve";
const HANDLER = "test/apps/handler";

const require = createRequire(import.meta.url);
const program = join(dirname(require.resolve("astro/package.json")), "bin/astro.mjs");

describe("astro", () => {
  const directory = useApplication("astro", "test", [program, "build"], async () => {});
  const start = useBuilt(["astro", HANDLER, SERVE], {
    "./dist/server/entry.mjs": fileURLToPath(new URL("apps/handler.js", import.meta.url)),
  });
  const serve = async (recipe: string): Promise<number> => {
    const built = pathToFileURL(join(directory(), "dist/server/entry.mjs")).href;
    return (await start(SERVE, [], { RECIPE: recipe, HANDLER: built })).port;
  };

  it("has the client in its locals and as its address", async () => {
    const port = await serve("astro");
    const { body } = await ask(port, [FORGED]);
    expect(body).toContain('{"local":"203.0.113.7","address":"203.0.113.7"}');
    expect((await ask(port, ["X-Real-IP: 6.6.6.6"])).status).toBe(403);
  });

  it("believes the leftmost address without the recipe", async () => {
    const { body } = await ask(await serve(HANDLER), [FORGED]);
    expect(body).toContain('{"address":"9.9.9.9"}');
  });
});
