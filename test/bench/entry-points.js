// W9: 2,000 entry points and a hop, at start-up: the time of the main thread in fresh processes.
// Needs Linux, which counts the time of each thread.
// Run: node test/bench/entry-points.js
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createResolver } from "@client-ip/node";
import { median } from "./interleaved.js";
import { Goals, printTable, short } from "./table.js";

const PROCESSES = 20;

/** In milliseconds. Other threads compile and collect garbage at the same time. */
const spent = () => Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;

function measured(readsFindings) {
  const oneOf = Array.from({ length: 2_000 }, (_, i) => ({
    name: `door ${i}`,
    address: `10.${i >> 8}.${i & 255}.7`,
    tells: "x-forwarded-for",
  }));
  const inner = { name: "inner", address: "192.168.1.1", tells: "x-forwarded-for" };
  const begin = spent();
  const resolver = createResolver([{ oneOf }, inner]);
  if (readsFindings && resolver.findings.length > 0) throw new Error("a finding");
  return spent() - begin;
}

const way = process.argv[2];
if (way !== undefined) console.log(measured(way === "findings"));
else {
  const goals = new Goals();
  const row = (name, given, goal) => {
    const run = () => execFileSync(process.execPath, [fileURLToPath(import.meta.url), given]);
    const samples = Array.from({ length: PROCESSES }, () => Number(run().toString()));
    const middle = median(samples);
    return { "": name, least: short(Math.min(...samples)), median: goals.atMost(middle, goal, "") };
  };
  printTable(`W9: milliseconds for 2,000 entry points, ${PROCESSES} processes`, [
    row("createResolver", "resolver", 50),
    row("with its findings", "findings", 50),
  ]);
  console.log(goals.summary);
}
