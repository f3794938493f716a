// Runs the laboratory: hosts as network namespaces, real proxies, applications that use the built
// packages. As root on Linux: node test/lab/run.mjs [--set-up] [NAME ...] [--OPTION=VALUE of
// Vitest's ...]
//
// All of it lives in namespaces of its own (network, mounts, processes), which the kernel removes
// with everything in them, however this ends. Only control groups and files belong to no namespace:
// they are removed here.
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = join(PROJECT, "node_modules/vitest/vitest.mjs");
const BUILT = join(PROJECT, "examples/topologies/dist/serve.js");
/**
 * In the names of control groups and files, and in the environment of all processes of the
 * laboratory.
 */
const ID = `client-ip-lab-${process.pid}`;
// A private place for the names of network namespaces, and one for pinned BPF programs.
const INSIDE = `
mkdir -p /run/netns
mount -t tmpfs none /run/netns
mount -t bpf none /sys/fs/bpf
ip link set lo up
exec "$@"
`;

const given = process.argv.slice(2);
const names = given.filter((argument) => !argument.startsWith("-"));
const options = given.filter((argument) => argument.startsWith("-") && argument !== "--set-up");

function stop(...lines) {
  console.error(lines.join("\n"));
  process.exit(1);
}

/**
 * The files that Vitest is to run for a scenario. Tests of what only this one uses are in a
 * directory of its name.
 */
function filesOf(scenario) {
  const name = basename(scenario).replace(/\.lab(\.ts)?$/, "");
  const file = `test/lab/${name}.lab.ts`;
  if (!fs.existsSync(join(PROJECT, file))) stop(`There is no scenario ${scenario}: no ${file}.`);
  return [file, `test/lab/${name}/`];
}

function namesIn(directory) {
  try {
    return fs.readdirSync(directory).map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** Where control groups of version 2 are, or undefined. */
const mounts = fs.readFileSync("/proc/self/mounts", "latin1").split("\n");
const controlGroups = mounts
  .map((line) => line.split(" "))
  .find((words) => words[2] === "cgroup2")?.[1];

/**
 * Whether it is of this run, or of one that was killed, and root's: any user can make such a name
 * in /tmp.
 */
function isLeft(path) {
  const [, id] = /^client-ip-lab-(\d+)(-\w+)?$/.exec(basename(path)) ?? [];
  const isOver = id === `${process.pid}` || !fs.existsSync(`/proc/${id}`);
  return id !== undefined && isOver && fs.lstatSync(path, { throwIfNoEntry: false })?.uid === 0;
}

function isOurProcess(path) {
  try {
    return fs.readFileSync(join(path, "environ"), "latin1").includes(`CLIENT_IP_LAB=${ID}\0`);
  } catch {
    return false;
  }
}

/**
 * Removes what is outside of the namespaces, as soon as the last process, which was killed just
 * now, is gone.
 */
async function clearUp() {
  for (let tries = 250; ; tries--) {
    const directories = namesIn(tmpdir()).filter(isLeft);
    for (const path of directories) fs.rmSync(path, { recursive: true, force: true });
    const groups = namesIn(controlGroups ?? "").filter(isLeft);
    const rmdir = ["-depth", "-type", "d", "-exec", "rmdir", "{}", ";"];
    if (groups.length > 0) spawnSync("find", [...groups, ...rmdir]);
    const left = [
      ...groups.filter((path) => fs.existsSync(path)),
      ...namesIn("/proc").filter(isOurProcess),
    ];
    if (left.length === 0)
      return console.log("Left behind: no process, no control group, no file.");
    if (tries === 0) stop(`Left behind: ${left.join(", ")}`);
    await setTimeout(20);
  }
}

const advice = [
  "As yourself:  npm run setup && npm run build",
  `Then:         sudo ${process.execPath} test/lab/run.mjs ${names.join(" ")}`,
];
if (process.platform !== "linux" || process.getuid() !== 0)
  stop("The laboratory makes network namespaces: it needs root on Linux.", ...advice);
// Not in another user's clone: that user could not change what root writes there.
if (given.includes("--set-up") && fs.statSync(PROJECT).uid === process.getuid()) {
  const command = "npm run --silent setup && npm run --silent build";
  const { status } = spawnSync("sh", ["-c", command], { cwd: PROJECT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
if (!fs.existsSync(VITEST) || !fs.existsSync(BUILT))
  stop("This clone is not installed, or not built.", ...advice);

const files = fs.mkdtempSync(join(tmpdir(), `${ID}-`));
// Also for programs that are not root.
fs.chmodSync(files, 0o755);
// The signal is for when this process itself is killed.
const outside =
  "--pdeathsig KILL unshare --net --mount --pid --ipc --fork --kill-child --mount-proc";
// With the runner Vitest leaves nothing of the configuration in node_modules.
const inside = [VITEST, "run", "--config=test/lab/vitest.config.ts", "--configLoader=runner"];
const command = [...outside.split(" "), "sh", "-ec", INSIDE, "sh", process.execPath, ...inside];
command.push(...names.flatMap(filesOf), ...options);
const group = controlGroups && { CLIENT_IP_LAB_CONTROL_GROUP: join(controlGroups, ID) };
const env = { ...process.env, ...group, CLIENT_IP_LAB: ID, TMPDIR: files };
const laboratory = spawn("setpriv", command, { cwd: PROJECT, env, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => laboratory.kill("SIGKILL"));
laboratory.once("error", ({ message }) =>
  stop(`unshare and setpriv are needed (Debian: util-linux): ${message}`),
);
laboratory.once("exit", (code) => {
  process.exitCode = code ?? 1;
  return clearUp();
});
