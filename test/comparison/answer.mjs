// One of the compared packages as a program for `client-ip vectors --run`. Its name is the
// argument.
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { createViteServer } from "vitest/node";

const sources = { conditions: ["@client-ip/source"] };
const vite = await createViteServer({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  configFile: false,
  logLevel: "error",
  server: { middlewareMode: true, ws: false, watch: null },
  resolve: sources,
  ssr: { resolve: sources, external: ["@client-ip/vectors"] },
});
const { contestantNamed } = await vite.ssrLoadModule("/test/comparison/packages.ts");
const { settingOf } = await vite.ssrLoadModule("/test/comparison/setting.ts");
const { requestOf } = await vite.ssrLoadModule("/test/comparison/recordings.ts");
await vite.close();

const { askedBy } = contestantNamed(process.argv[2]);
process.removeAllListeners("warning");
for await (const line of createInterface({ input: process.stdin })) {
  const { id, path, peer, headers } = JSON.parse(line);
  const ip = await askedBy(path, settingOf(path))(requestOf({ peer, headers }));
  console.log(JSON.stringify({ id, ip: ip ?? null }));
}
