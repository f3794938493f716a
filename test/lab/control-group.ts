import { existsSync, readFileSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";

/** Where the kernel shows control groups of version 2. */
function root(): string {
  const mounts = readFileSync("/proc/self/mounts", "latin1").split("\n");
  const found = mounts.map((line) => line.split(" ")).find(([, , type]) => type === "cgroup2")?.[1];
  if (found === undefined)
    throw new Error("No control groups here: mount -t cgroup2 none /sys/fs/cgroup");
  return found;
}

/** The laboratory's own, whose name run.mjs knows. */
const laboratory = (): string => join(root(), process.env["CLIENT_IP_LAB"] ?? "");

/** Makes the control group of a host. */
export async function makeControlGroup(host: string): Promise<void> {
  await mkdir(join(laboratory(), host), { recursive: true });
}

/** Removes it, when the last of its programs has ended. */
export async function removeControlGroup(host: string): Promise<void> {
  if (existsSync(join(laboratory(), host))) await rmdir(join(laboratory(), host));
}

/** What to put in front of a command, so that it runs in the host's control group, if it has one. */
export function inControlGroup(host: string): readonly string[] {
  const directory = join(laboratory(), host);
  if (!existsSync(directory)) return [];
  const enter = 'export CONTROL_GROUP="$0"; echo 0 > "$0/cgroup.procs" && exec "$@"';
  return ["sh", "-c", enter, directory];
}
