import { createRequire } from "node:module";
import type { RequestListener } from "node:http";
import { pathToFileURL } from "node:url";

import { describe, expect, it } from "vitest";

import { ask, FORGED, listen, recipe } from "./support.ts";

/** What tests need of AdonisJS's server. */
interface Server {
  readonly getRouter: () => {
    get: (path: string, handler: (context: { request: { ip: () => string } }) => unknown) => void;
  };
  readonly boot: () => Promise<unknown>;
  readonly handle: RequestListener;
}

const clientOf = async (port: number, lines: readonly string[]): Promise<string> =>
  (await ask(port, lines)).body;

/**
 * Tests the recipe with one release of AdonisJS.
 *
 * @param name the recipe.
 * @param within the file, from examples/with, whose dependency the release is.
 */
export function describeAdonis(name: string, within: string): void {
  const require = createRequire(new URL(`../${within}`, import.meta.url));
  const urlOf = (module: string): string => pathToFileURL(require.resolve(module)).href;

  /** Listens with a configuration. */
  const serve = async (config: object): Promise<number> => {
    const { ServerFactory } = await import(urlOf("@adonisjs/http-server/factories"));
    const { AppFactory } = await import(urlOf("@adonisjs/application/factories"));
    const app = new AppFactory().create(new URL(import.meta.url));
    await app.init();
    const server: Server = new ServerFactory().merge({ app, config }).create();
    server.getRouter().get("/", ({ request }) => `client: ${request.ip()}`);
    await server.boot();
    return listen(server.handle.bind(server));
  };

  describe(`adonisjs in ${within}`, () => {
    it("says the client, and nothing for a request without one", async () => {
      const older = { "@adonisjs/http-server": urlOf("@adonisjs/http-server") };
      const { http } = await recipe<{ readonly http: object }>(name, older);
      const port = await serve(http);
      expect(await clientOf(port, [FORGED])).toBe("client: 203.0.113.7");
      expect(await clientOf(port, ["X-Real-IP: 6.6.6.6"])).toBe("client: ");
    });

    it("believes the leftmost address without the recipe where all proxies are trusted", async () => {
      const { defineConfig } = await import(urlOf("@adonisjs/http-server"));
      const port = await serve(defineConfig({ trustProxy: () => true }));
      expect(await clientOf(port, [FORGED])).toBe("client: 9.9.9.9");
    });

    it("says the proxy without the recipe where nothing was sent", async () => {
      expect(await clientOf(await serve({}), [])).toBe("client: 127.0.0.1");
    });
  });
}
