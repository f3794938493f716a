// Runs a recipe in a process of its own, from the packages' sources, and sends its port.
//   node serve.mjs NAME '{"PACKAGE":"OLDER"}'
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createViteServer } from "vitest/node";

const [, , name, text] = process.argv;
const older = JSON.parse(text);
const sources = { conditions: ["@client-ip/source"] };
const vite = await createViteServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  logLevel: "error",
  server: { middlewareMode: true, ws: false, watch: null },
  resolve: sources,
  ssr: { resolve: sources },
  plugins: [
    {
      name: "older releases",
      enforce: "pre",
      resolveId: (id) =>
        id in older ? { id: import.meta.resolve(older[id]), external: true } : undefined,
    },
  ],
});
const { app } = await vite.ssrLoadModule(`/${name}.js`);
await vite.close();
await app.ready?.();
// Fastify calls its listener `routing`.
const server = createServer(app.routing ?? app);
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
