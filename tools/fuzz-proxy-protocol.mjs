import { fileURLToPath } from "node:url";
import { createViteServer } from "vitest/node";

/*
 * Mutates the corpus of PROXY headers at random and checks what the codec promises:
 *
 *   node tools/fuzz-proxy-protocol.mjs                 a million mutations
 *   node tools/fuzz-proxy-protocol.mjs 5000000 42      five million, with seed 42
 *
 * It stops at the first broken promise and prints the bytes. Add them to
 * packages/proxy-protocol/test/fuzz-corpus.json. The tests run a short version.
 */

const [count = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
const SOURCES = { conditions: ["@client-ip/source"] };
const server = await createViteServer({
  root: fileURLToPath(new URL("../packages/proxy-protocol", import.meta.url)),
  configFile: false,
  logLevel: "error",
  server: { middlewareMode: true, ws: false, watch: null },
  resolve: SOURCES,
  ssr: { resolve: SOURCES },
});
const codec = await server.ssrLoadModule("/src/index.ts");
const { corpus, fuzz } = await server.ssrLoadModule("/test/fuzzer.ts");
await server.close();

const seeds = corpus();
const { decoded, more, refused } = fuzz(codec, seeds, count, seed);
console.log(`${count} mutations of ${seeds.length} headers by seed ${seed}: every promise kept`);
console.table({ decoded, "more bytes needed": more, ...refused });
