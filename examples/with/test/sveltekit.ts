import { cp } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, it } from "vitest";

import { folder, useApplication } from "./application.ts";
import { useBuilt } from "./built.ts";
import { ask, FORGED, fileOf } from "./support.ts";

const SERVE = "test/apps/serve";
const HANDLER = "test/apps/handler";

const REGISTERED = {
  CLIENT_IP_PATH: "nginx",
  CLIENT_IP_ON_UNRESOLVED: "reject",
  CLIENT_IP_HEADER: "x-client-ip-sealed",
  CLIENT_IP_KEEP: "",
  ADDRESS_HEADER: "x-client-ip-sealed",
};

/**
 * Tests the recipe with one release of SvelteKit.
 *
 * @param name the recipe.
 * @param within the folder whose dependency the release is.
 */
export function describeSvelteKit(name: string, within: string): void {
  const vite = join(folder, within, "node_modules/vite/bin/vite.js");
  const command = [vite, "build", "--logLevel", "error"];

  describe(`sveltekit in ${within}`, () => {
    const directory = useApplication(name, within, command, (copy) =>
      cp(fileOf(name), join(copy, "src/hooks.server.js")),
    );
    const start = useBuilt([HANDLER, SERVE]);
    const serve = async (
      environment: NodeJS.ProcessEnv,
      modules: readonly string[] = [],
    ): Promise<number> => {
      const built = pathToFileURL(join(directory(), "build/handler.js")).href;
      const variables = { RECIPE: HANDLER, HANDLER: built, ...environment };
      return (await start(SERVE, modules, variables)).port;
    };

    it("gives the client to event.locals by the hook", async () => {
      const port = await serve({});
      const { body } = await ask(port, [FORGED]);
      expect(body).toContain('{"local":"203.0.113.7","address":"127.0.0.1"}');
      expect((await ask(port, [])).body).toContain('{"address":"127.0.0.1"}');
    });

    it("gives the client to getClientAddress by the register hook", async () => {
      const port = await serve(REGISTERED, ["register"]);
      const { body } = await ask(port, [FORGED, "X-Client-IP-Sealed: 6.6.6.6"]);
      expect(body).toContain('{"local":"203.0.113.7","address":"203.0.113.7"}');
      expect((await ask(port, ["X-Client-IP-Sealed: 6.6.6.6"])).status).toBe(403);
    });

    it("believes the header of any peer with ADDRESS_HEADER alone", async () => {
      const port = await serve({ ADDRESS_HEADER: "x-forwarded-for" });
      const { body } = await ask(port, ["X-Forwarded-For: 9.9.9.9"]);
      expect(body).toContain('"address":"9.9.9.9"');
      expect((await ask(port, [])).status).toBe(500);
    });
  });
}
