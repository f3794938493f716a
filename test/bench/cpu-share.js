import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files whose functions find the client: ours and the other libraries'. */
const FINDERS =
  /\/packages\/[\w-]+\/dist\/|\/node_modules\/(?:@fastify\/)?(?:proxy-addr|forwarded|ipaddr\.js|request-ip)\//;

/**
 * The share of its busy time that a process spent in functions that find the client, and in V8's
 * built-in functions called from them. Garbage collection is not counted.
 *
 * @param {string} directory the one given to `--cpu-prof-dir`
 * @param {number} pid a process that has exited
 * @returns {string} per cent
 */
export function cpuShare(directory, pid) {
  const file = readdirSync(directory).find((name) => name.split(".")[3] === String(pid));
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(directory, file), "utf8"));
  const known = new Map(nodes.map((node) => [node.id, node]));
  const finds = new Set();
  const visit = (node, below) => {
    const { url } = node.callFrame;
    const found = FINDERS.test(url) || (below && url === "");
    if (found) finds.add(node.id);
    for (const id of node.children ?? []) visit(known.get(id), found);
  };
  visit(nodes[0], false);
  let busy = 0;
  let finding = 0;
  for (const [i, id] of samples.entries()) {
    const name = known.get(id).callFrame.functionName;
    if (name === "(idle)" || name === "(garbage collector)") continue;
    busy += timeDeltas[i];
    if (finds.has(id)) finding += timeDeltas[i];
  }
  return `${((100 * finding) / busy).toFixed(1)} %`;
}
