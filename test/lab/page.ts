import { readFile } from "node:fs/promises";
import { extname, posix } from "node:path";

import { type Config, createResolver } from "../../packages/node/src/index.ts";
import { table } from "../markdown-table.ts";
import type { Plan, Task, Visit } from "./plan.ts";

const examples = new URL("../../examples/topologies/", import.meta.url);

const LANGUAGES: Readonly<Record<string, string>> = {
  ".cfg": "haproxy",
  ".conf": "nginx",
  ".nft": "nft",
  ".sh": "sh",
  ".ts": "ts",
  ".yaml": "yaml",
};

/** Boxes with the hosts' addresses, and the arrows between them. */
function mermaid<Name extends string>({ hosts, drawing }: Plan<Name>): string {
  const shown = [...new Set(drawing.flatMap(([from, , to]) => [from, to]))];
  const boxes = shown.map((name) => {
    const addresses = Object.values(hosts[name].lans)
      .flat()
      .map((address) => address.replace(/\/.*/, ""));
    return `  ${idOf(name)}["${[name, ...addresses].join("<br>")}"]`;
  });
  const arrows = drawing.map(([from, what, to]) => `  ${idOf(from)} -- "${what}" --> ${idOf(to)}`);
  return ["```mermaid", "flowchart LR", ...boxes, ...arrows, "```"].join("\n");
}

/** Mermaid takes some words, such as `end`, for its own. */
const idOf = (name: string): string => `host-${name}`;

async function fileOf(folder: string, file: string, title: string): Promise<string> {
  const text = await readFile(new URL(`${folder}/${file}`, examples), "utf8");
  const place = posix.join(folder, file);
  const name = file.startsWith("..") ? place : file;
  const link = `[\`${name}\`](../../examples/topologies/${place})`;
  return `${title}${link}:\n\n\`\`\`${LANGUAGES[extname(file)] ?? "text"}\n${text}\`\`\``;
}

function fileOfTask<Name extends string>(
  folder: string,
  { on, file, runs }: Task<Name>,
  variant = "",
): Promise<string> {
  const program = runs === "sh" ? "" : `, ${runs}`;
  const way = variant && ` (${variant})`;
  return fileOf(folder, file, `On **${on}**${way}${program}, `);
}

/** A row of the table: what a caller does, and what comes of it. */
function rowOf<Name extends string>({ what, from, after, sees }: Visit<Name>): readonly string[] {
  const first = after ? `after \`${after.run.replaceAll("|", "\\|")}\` on ${after.on}, ` : "";
  const caller = `${first}${from} ${what}`;
  if (typeof sees === "string") return [caller, sees, "", "", ""];
  const { clientIp, status, via, proof } = sees;
  return [caller, `\`${clientIp}\``, status, via.join(" → "), proof];
}

/** What the library itself finds unwise in the folder's path: a row each. */
async function findingsOf(folder: string): Promise<readonly string[]> {
  const { path }: { readonly path: Config } = await import(`${examples.href}${folder}/path.ts`);
  const { findings } = createResolver(path);
  if (findings.length === 0) return [];
  return [
    "What the library finds in it (`createResolver(path).findings`):",
    ...findings.map(
      ({ code, hop, message, remedy }) => `- \`${code}\`, of ${hop}: ${message} ${remedy}`,
    ),
  ];
}

/** A page for those who have what a plan describes. */
export async function renderPage<Name extends string>(plan: Plan<Name>): Promise<string> {
  const { name, title, about, tasks, variants = {}, manifests = [], visits, traps } = plan;
  const files = await Promise.all([
    ...tasks.map((task) => fileOfTask(name, task)),
    ...Object.entries(variants).flatMap(([variant, some]) =>
      some.map((task) => fileOfTask(name, task, variant)),
    ),
    ...manifests.map((file) => fileOf(name, file, "In a cluster, ")),
  ]);
  return [
    `# ${title}`,
    about,
    mermaid(plan),
    "## What is set up",
    ...files,
    "## What to write",
    await fileOf(name, "path.ts", "`app.use(clientIp(path))`, with "),
    ...(await findingsOf(name)),
    "## What the application sees",
    table([
      ["The caller", "`clientIp`", "`status`", "`via`", "`proof`"],
      ...visits.map(rowOf),
    ]).trimEnd(),
    "## Traps",
    ...traps.map((trap) => `- ${trap}`),
    `This page is written by \`npm run test:lab -- ${name} -u\` from what that test does with real programs, as
${plan.applications.join(", ")}.
`,
  ].join("\n\n");
}
