import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { firstFailure } from "./suite.mjs";

const { tests, entry } = workerData;

parentPort.on("message", async ({ path, mutation, order }) => {
  const text = mutation && readFileSync(path, "utf8");
  const mutant = mutation && {
    path,
    text: text.slice(0, mutation.start) + mutation.to + text.slice(mutation.end),
  };
  const began = performance.now();
  const failure = await firstFailure(order ?? tests, entry, mutant);
  parentPort.postMessage({ failure, took: performance.now() - began });
});
