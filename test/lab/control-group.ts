import { existsSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";

/** The directory of a host's control group, in that of the laboratory, which run.mjs knows. */
function directoryOf(host: string): string {
  const laboratory = process.env["CLIENT_IP_LAB_CONTROL_GROUP"];
  if (laboratory === undefined)
    throw new Error("No control groups here: mount -t cgroup2 none /sys/fs/cgroup");
  return join(laboratory, host);
}

/** Makes the control group of a host. */
export async function makeControlGroup(host: string): Promise<void> {
  await mkdir(directoryOf(host), { recursive: true });
}

/** Removes it, when the last of its programs has ended. */
export async function removeControlGroup(host: string): Promise<void> {
  if (existsSync(directoryOf(host))) await rmdir(directoryOf(host));
}

/** What to put in front of a command, so that it runs in the host's control group, if it has one. */
export function inControlGroup(host: string): readonly string[] {
  const directory = directoryOf(host);
  if (!existsSync(directory)) return [];
  const enter = 'export CONTROL_GROUP="$0"; echo 0 > "$0/cgroup.procs" && exec "$@"';
  return ["sh", "-c", enter, directory];
}
