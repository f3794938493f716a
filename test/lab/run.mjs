// Runs the laboratory: hosts as network namespaces, real proxies, applications that use the built packages.
// As root on Linux: node test/lab/run.mjs [--set-up] [NAME ...] [--OPTION=VALUE of Vitest's ...]
//
// All of it lives in namespaces of its own (network, mounts, processes), which the kernel takes away with everything in
// them, however this ends. Only control groups and files are bound to no namespace: they are removed here.
import { spawn } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { project, setUp, vitest } from "./set-up.mjs";

/** In the names of control groups and files. */
const ID = `client-ip-lab-${process.pid}`;

// A private place for the names of network namespaces, and one for pinned BPF programs.
const INSIDE = `
mkdir -p /run/netns
mount -t tmpfs none /run/netns
mount -t bpf none /sys/fs/bpf
ip link set lo up
exec "$@"
`;

function namesIn(directory) {
  try {
    return readdirSync(directory).map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** Processes are known by a variable of their environment, which all of the laboratory inherits. */
function isOurs(process) {
  try {
    return readFileSync(join(process, "environ"), "latin1").includes(`CLIENT_IP_LAB=${ID}\0`);
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Where control groups of version 2 are, or undefined. */
function controlGroupRoot() {
  const mounts = readFileSync("/proc/self/mounts", "latin1").split("\n");
  return mounts.map((line) => line.split(" ")).find(([, , type]) => type === "cgroup2")?.[1];
}

/** Whether it is of this run, or of one that was killed before it could clear up. */
function isToGo(path) {
  const [, id] = /^client-ip-lab-(\d+)(-\w+)?$/.exec(basename(path)) ?? [];
  return id !== undefined && (Number(id) === process.pid || !isAlive(Number(id)));
}

const controlGroups = () => namesIn(controlGroupRoot() ?? "").filter(isToGo);

/** Anybody may give such a name to a directory there. */
const isRoots = (path) => lstatSync(path, { throwIfNoEntry: false })?.uid === 0;
const directories = () => namesIn(tmpdir()).filter((path) => isToGo(path) && isRoots(path));

/** Removes a control group as soon as the last of its processes is gone: who was killed is not dead at once. */
async function removeControlGroup(directory) {
  for (const inner of namesIn(directory)) {
    if (lstatSync(inner, { throwIfNoEntry: false })?.isDirectory()) await removeControlGroup(inner);
  }
  for (const deadline = Date.now() + 5000; ; await setTimeout(20)) {
    try {
      return rmdirSync(directory);
    } catch (error) {
      // Another run may have come first.
      if (error.code === "ENOENT") return;
      if (error.code !== "EBUSY" || Date.now() > deadline) throw error;
    }
  }
}

/** What could be left behind outside of the namespaces. */
function traces() {
  const networks = namesIn("/run/netns").filter((path) => /^\d+-\d+-/.test(basename(path)));
  const pins = namesIn("/sys/fs/bpf").filter((path) => /\/(toa|fullnat|tcp-options)/.test(path));
  const processes = namesIn("/proc").filter(isOurs);
  return new Set([...networks, ...pins, ...processes, ...controlGroups(), ...directories()]);
}

/** Names of scenarios as the files that Vitest is to run; all of them if none is named. */
function filesOf(names) {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const suffix = ".lab.ts";
  const files = readdirSync(here).filter((file) => file.endsWith(suffix));
  const scenarios = files.map((file) => file.slice(0, -suffix.length));
  return names.flatMap((given) => {
    const name = basename(given).replace(/\.lab(\.ts)?$/, "");
    // Tests of what only this scenario uses are in a directory of its name.
    if (scenarios.includes(name)) return [`test/lab/${name}${suffix}`, `test/lab/${name}/`];
    console.error(`There is no scenario ${given}. There are:\n  ${scenarios.join("\n  ")}`);
    return process.exit(1);
  });
}

const given = process.argv.slice(2);
const names = given.filter((argument) => !argument.startsWith("-"));
const options = given.filter((argument) => argument.startsWith("-") && argument !== "--set-up");
const wanted = filesOf(names);
setUp(given.includes("--set-up"), names);

const before = traces();
const files = mkdtempSync(join(tmpdir(), `${ID}-`));
// Also for programs that are not root.
chmodSync(files, 0o755);
const config = fileURLToPath(new URL("vitest.config.ts", import.meta.url));
// With the runner it leaves nothing of the configuration in node_modules.
const test = ["run", "--config", config, "--configLoader=runner", ...wanted, ...options];
const unshare = "unshare --net --mount --pid --ipc --fork --kill-child --mount-proc".split(" ");
// The last resort for when this process itself is killed: whoever ends with it takes the rest along.
const command = [
  "--pdeathsig",
  "KILL",
  ...unshare,
  "sh",
  "-ec",
  INSIDE,
  "sh",
  process.execPath,
  vitest,
  ...test,
];
const controlGroup = controlGroupRoot();
const laboratory = spawn("setpriv", command, {
  cwd: project,
  env: {
    ...process.env,
    ...(controlGroup && { CLIENT_IP_LAB_CONTROL_GROUP: join(controlGroup, ID) }),
    CLIENT_IP_LAB: ID,
    TMPDIR: files,
  },
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => laboratory.kill("SIGKILL"));

laboratory.once("error", (error) => {
  console.error(`unshare and setpriv are needed (Debian: util-linux): ${error.message}`);
  process.exitCode = 1;
});
laboratory.once("exit", async (code) => {
  process.exitCode = code ?? 1;
  await Promise.all(controlGroups().map(removeControlGroup));
  for (const directory of directories()) rmSync(directory, { recursive: true, force: true });
  const left = [...traces()].filter((trace) => !before.has(trace));
  if (left.length === 0) {
    console.log(
      "Left behind: no namespace, no process, no pinned program, no control group, no file.",
    );
  } else {
    console.error(`Left behind: ${left.join(", ")}`);
    process.exitCode = 1;
  }
});
