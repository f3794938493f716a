import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "./allocation/measured.ts";

/*
 * What a request leaves to be collected, and whether the walk stays compiled. Nothing is timed: V8
 * counts, in a process of its own that does all its work on one thread, so the machine's load
 * changes nothing.
 */

const FLAGS = [
  "--expose-gc",
  "--allow-natives-syntax",
  // Compiles where it stands, and collects nothing by itself before 64 MiB are full.
  "--single-threaded",
  "--min-semi-space-size=64",
  "--max-semi-space-size=64",
];

let directory: string;
let report: Report;
let thrownOut: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "client-ip-allocation-"));
  await build({
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["@client-ip/source"] },
    ssr: { noExternal: true, resolve: { conditions: ["@client-ip/source"] } },
    build: {
      ssr: fileURLToPath(new URL("allocation/measured.ts", import.meta.url)),
      outDir: directory,
      target: "node20",
      minify: false,
      rolldownOptions: { output: { entryFileNames: "measured.mjs" } },
    },
  });
  const child = fork(join(directory, "measured.mjs"), {
    execArgv: FLAGS,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let output = "";
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  const closed = once(child, "close");
  [report] = (await once(child, "message")) as [Report];
  await closed;
  thrownOut = output.split("\n").filter((line) => line.includes("[bailout"));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe("what a request leaves to be collected", () => {
  it.each([
    { operation: "clientIp n=1", most: 0, why: "the answer is the header" },
    { operation: "clientIp n=2", most: 40, why: "the answer is a part of the header" },
    { operation: "clientIp n=3", most: 40, why: "the usual request: an IPv6 client, one proxy" },
    { operation: "clientIp n=5", most: 40, why: "proxies leave nothing, IPv6 ones neither" },
    {
      operation: "clientIp n=100",
      most: 40,
      why: "a part would keep a long header: it is copied, in one piece",
    },
    { operation: "clientIp refused", most: 0, why: "what is no address leaves nothing" },
    { operation: "clientIp by count", most: 40, why: "hops without addresses" },
    {
      operation: "clientIp of 32 hops",
      most: 48,
      why: "hops leave nothing, and the header is long",
    },
    { operation: "clientIp of 50,000 prefixes", most: 40, why: "a lookup leaves nothing" },
    {
      operation: "clientIp of 64 entry points",
      most: 40,
      why: "one that is not chosen leaves nothing",
    },
    { operation: "resolve n=1", most: 96, why: "it is the answer" },
    { operation: "resolve n=3", most: 136, why: "it is a part of the header, and the answer" },
    { operation: "resolve n=100", most: 136, why: "the same copy, and the answer about it" },
  ])("$operation: at most $most bytes, as $why", ({ operation, most }) => {
    expect(report.bytes[operation]).toBeLessThanOrEqual(most + 0.5);
  });
});

describe("the walk as compiled code", () => {
  it("what is asked is compiled once it is warm", () => {
    expect(report.interpreted).toEqual([]);
  });

  it("nothing is thrown out of compiled code, whatever list comes next", () => {
    expect(thrownOut).toEqual([]);
  });
});
