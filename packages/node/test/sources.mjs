// Loads this package's sources in a process of its own, as the tests do.
import { fileURLToPath } from "node:url";
import { createViteServer } from "vitest/node";

/**
 * @returns {Promise<typeof import("../src/index.ts") & typeof import("../src/proxy-protocol.ts")>}
 */
export async function loadSources() {
  const sources = { conditions: ["@client-ip/source"] };
  const vite = await createViteServer({
    root: fileURLToPath(new URL("..", import.meta.url)),
    configFile: false,
    logLevel: "error",
    server: { middlewareMode: true, ws: false, watch: null },
    resolve: sources,
    ssr: { resolve: sources },
  });
  const main = await vite.ssrLoadModule("/src/index.ts");
  const proxyProtocol = await vite.ssrLoadModule("/src/proxy-protocol.ts");
  await vite.close();
  return { ...main, ...proxyProtocol };
}
