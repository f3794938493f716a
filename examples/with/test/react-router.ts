import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { useBuilt } from "./built.ts";
import { ask, FORGED } from "./support.ts";

const SERVE = "test/apps/serve";
const BUILD = "virtual:react-router/server-build";

/**
 * Tests the recipe with one release of React Router.
 *
 * @param name and older: as of `recipe`.
 */
export function describeReactRouter(name: string, older: Readonly<Record<string, string>>): void {
  describe(`react-router ${JSON.stringify(older)}`, () => {
    const build = fileURLToPath(new URL("apps/react-router.js", import.meta.url));
    const start = useBuilt([name, SERVE], { ...older, [BUILD]: build });

    it("gives the client to a loader, which otherwise has the list alone", async () => {
      const { port } = await start(SERVE, [], { RECIPE: name, NODE_ENV: "production" });
      const { body } = await ask(port, [FORGED]);
      expect(body).toContain('{"client":"203.0.113.7","header":"9.9.9.9, 203.0.113.7"}');
      expect((await ask(port, ["X-Real-IP: 6.6.6.6"])).status).toBe(403);
    });
  });
}
