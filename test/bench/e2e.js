// W7: requests per second and CPU time per request, in servers of four frameworks. wrk sends short
// bursts over loopback to one server after the other. A ratio compares with the bare server's burst
// of the same round, and the median counts.
// Run: npm run bench:e2e, with --cpu-prof to print the share of CPU time that finding the client
// takes.
import { fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuShare } from "./cpu-share.js";
import { median } from "./interleaved.js";
import { servers, WAYS } from "./servers.js";
import { Goals, printTable, short } from "./table.js";

const UNASKED = new Set(["bare", "bare again", "unread"]);
const HEADER = "X-Forwarded-For: 93.184.216.34, 2a02:8108:1:2:3:4:5:6, 10.4.5.6";
const ANSWER = "2a02:8108:1:2:3:4:5:6";
/** request-ip and Koa's own `proxy: true`, which are timed although they do less. */
const REASON = "it trusts every sender, and takes the leftmost address, which the client wrote";
const CONNECTIONS = 16;
const SECONDS = 1;
const ROUNDS = 11;

const profiles = process.argv.includes("--cpu-prof")
  ? mkdtempSync(join(tmpdir(), "client-ip-profiles-"))
  : undefined;
/**
 * V8 starts with a small young generation and grows it by what the first seconds happen to need.
 * Servers with the same code then differ by a fifth in the time for collecting it. So all start
 * with the largest.
 */
const YOUNG_GENERATION = ["--min-semi-space-size=16", "--max-semi-space-size=16"];
const flags =
  profiles === undefined
    ? YOUNG_GENERATION
    : [...YOUNG_GENERATION, "--cpu-prof", `--cpu-prof-dir=${profiles}`];
if (spawnSync("wrk", ["--version"]).error !== undefined) {
  console.log(
    "wrk is not installed, so nothing is measured. Debian and Ubuntu: apt-get install wrk",
  );
  process.exit(0);
}

async function start(framework, way) {
  const server = new URL("e2e-server.js", import.meta.url);
  const child = fork(server, [framework, way], { execArgv: flags });
  const [{ port }] = await once(child, "message");
  return { framework, way, child, url: `http://127.0.0.1:${port}/`, bursts: [] };
}

async function processorTime(child) {
  child.send("usage");
  const [{ microseconds }] = await once(child, "message");
  return microseconds;
}

/** Requests per second, and microseconds of CPU time per request. */
async function burst({ child, url }) {
  const before = await processorTime(child);
  const wrk = spawn("wrk", ["-t1", `-c${CONNECTIONS}`, `-d${SECONDS}s`, "-H", HEADER, url]);
  let output = "";
  wrk.stdout.on("data", (data) => (output += data));
  await once(wrk, "close");
  const requests = Number(/(\d+) requests in/.exec(output)?.[1]);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]);
  return { perSecond, cost: ((await processorTime(child)) - before) / requests };
}

const goals = new Goals();
const rows = [];
for (const framework of Object.keys(servers)) {
  const running = [];
  for (const way of WAYS) running.push(await start(framework, way));
  for (const { way, url } of running) {
    const [name, value] = HEADER.split(": ");
    const answer = await (await fetch(url, { headers: { [name]: value } })).text();
    if (answer !== ANSWER && !UNASKED.has(way))
      console.log(`${framework}, ${way}: answers ${answer}, not ${ANSWER}: ${REASON}.`);
  }
  for (let round = -1; round < ROUNDS; round++) {
    running.push(running.shift());
    for (const server of running) {
      const measured = await burst(server);
      if (round >= 0) server.bursts.push(measured);
    }
  }
  const bare = running.find(({ way }) => way === "bare").bursts;
  for (const way of WAYS) {
    const { bursts, child } = running.find((server) => server.way === way);
    const paired = (of) => median(bursts.map((each, i) => of(each, bare[i])));
    const ratio = paired((each, base) => each.perSecond / base.perSecond);
    const exited = once(child, "exit");
    child.disconnect();
    await exited;
    rows.push({
      "": `${framework}, ${way}`,
      "requests/s": median(bursts.map(({ perSecond }) => perSecond)).toFixed(0),
      "of bare": ratio.toFixed(2),
      "CPU us/request": short(median(bursts.map(({ cost }) => cost))),
      "CPU of bare": paired((each, base) => each.cost / base.cost).toFixed(2),
      goal: way === "read" || way === "unread" ? goals.atLeast(ratio, 0.97, "") : "-",
      ...(profiles && { "share of busy CPU": cpuShare(profiles, child.pid) }),
    });
  }
}
printTable(
  `W7: ${CONNECTIONS} keep-alive connections, ${ROUNDS} bursts of ${SECONDS} s each in turn`,
  rows,
);
console.log(goals.summary);
if (profiles !== undefined) rmSync(profiles, { recursive: true });
