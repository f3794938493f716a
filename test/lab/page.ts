import { readFile } from "node:fs/promises";
import { extname, posix } from "node:path";

import { type Config, createResolver } from "../../packages/node/src/index.ts";
import { presets } from "../../packages/presets/src/index.ts";
import { table } from "../markdown-table.ts";
import type { HostPlan } from "./network.ts";
import type { Plan, Seen, Task, Visit } from "./plan.ts";

const EXAMPLES = new URL("../../examples/topologies/", import.meta.url);

/** What GitHub calls the language of a file, where that is not how its name ends. */
const LANGUAGES: Readonly<Record<string, string>> = { "": "text", cfg: "haproxy", conf: "nginx" };

/** Boxes with the hosts' addresses, and the arrows between them. */
function mermaid({ hosts, drawing }: Plan<string>): string {
  const shown = [...new Set(drawing.flatMap(([from, , to]) => [from, to]))];
  const boxes = shown.map((name) => {
    const addresses = Object.values(hosts[name]?.lans ?? {})
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
  const text = await readFile(new URL(`${folder}/${file}`, EXAMPLES), "utf8");
  const place = posix.join(folder, file);
  const name = file.startsWith("..") ? place : file;
  const link = `[\`${name}\`](../../examples/topologies/${place})`;
  const ending = extname(file).slice(1);
  return `${title}${link}:\n\n\`\`\`${LANGUAGES[ending] ?? ending}\n${text}\`\`\``;
}

function fileOfTask(folder: string, task: Task<string>, variant = ""): Promise<string> {
  const { on, file, runs } = task;
  const program = runs === "sh" ? "" : `, ${runs}`;
  const way = variant && ` (${variant})`;
  return fileOf(folder, file, `On **${on}**${way}${program}, `);
}

/**
 * Rows of the table: a command that runs first, if any; then what a caller does, and the result.
 */
function rowsOf({ what, from, after, sees }: Visit<string>): readonly (readonly string[])[] {
  const first = after && `then on ${after.on}: \`${after.run.replaceAll("|", "\\|")}\``;
  return [...(first ? [[first, "", "", "", ""]] : []), [`${from} ${what}`, ...cellsOf(sees)]];
}

function cellsOf(sees: Seen | string): readonly string[] {
  if (typeof sees === "string") return [sees, "", "", ""];
  const { clientIp, status, via, proof } = sees;
  return [`\`${clientIp}\``, status, via.join(" → "), proof];
}

const has = ({ lans }: HostPlan, address: string): boolean =>
  Object.values(lans)
    .flat()
    .some((own) => own.startsWith(`${address}/`));

/** The parts of the plan's network that no file configures: readers must do it themselves. */
function machinesOf({ hosts }: Plan<string>): readonly string[] {
  const all = Object.entries(hosts);
  const routers = all.filter(([, { router }]) => router).map(([name]) => `**${name}**`);
  const ways = all.flatMap(([name, { via = [] }]) =>
    [via].flat().flatMap((address) => {
      const router = all.find(([, host]) => has(host, address))?.[0];
      return router ? [`- **${name}**: the default route is **${router}**, ${address}.`] : [];
    }),
  );
  const forwarding = "`sysctl -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1`";
  const lines = [...routers.map((name) => `- ${name} forwards packets: ${forwarding}.`), ...ways];
  return lines.length > 0 ? ["Routing, which no file below configures:", lines.join("\n")] : [];
}

/** The application's code: the path, and what PROXY protocol needs. */
async function writingOf({ name, applications }: Plan<string>): Promise<readonly string[]> {
  if (!applications.some((application) => application.endsWith("-proxy-protocol"))) {
    return [await fileOf(name, "path.ts", "`app.use(clientIp(path))`, with ")];
  }
  return [
    `The application takes the PROXY header off each connection, as in ${applications.map(linkTo).join(", ")}:`,
    `\`\`\`js
import { clientIp, createResolver } from "@client-ip/express";
import { acceptProxyProtocol } from "@client-ip/express/proxy-protocol";

const resolver = createResolver(path);
app.use(clientIp(resolver));
const server = createServer(app);
acceptProxyProtocol(server, resolver);
\`\`\``,
    await fileOf(name, "path.ts", "with "),
  ];
}

const linkTo = (application: string): string =>
  `[${application}](../../examples/topologies/${application}.ts)`;

/** How to read the table. */
function legendOf({ applications, visits }: Plan<string>): string {
  return [
    `Tested with real programs. The application: ${applications.map(linkTo).join(", ")}.`,
    "[Answers](../answers.md) explains `status` and `proof`.",
    ...(visits.some(({ after }) => after)
      ? ["The rows run in order. The change in a *then* row stays in effect for the rows below."]
      : []),
    ...(visits.some(({ what }) => what.includes("**WRONG"))
      ? [
          "A row marked **WRONG** shows a mistake or a successful attack: the application sees a wrong client.",
        ]
      : []),
  ].join("\n");
}

/** Links to what is known of the presets in the folder's path, and of others that it is about. */
async function presetsOf({ name, presets: others = [] }: Plan<string>): Promise<readonly string[]> {
  const text = await readFile(new URL(`${name}/path.ts`, EXAMPLES), "utf8");
  const called = Object.keys(presets).filter((preset) => text.includes(`${preset}(`));
  const links = [...called, ...others].map(
    (preset) => `[${preset}](../hops.md#${preset.toLowerCase()})`,
  );
  return links.length === 0
    ? []
    : [`What is known of these hops, with sources: ${links.join(", ")}.`];
}

/** The library's findings for the folder's path. */
async function findingsOf(folder: string): Promise<readonly string[]> {
  const { path }: { readonly path: Config } = await import(`${EXAMPLES.href}${folder}/path.ts`);
  const { findings } = createResolver(path);
  if (findings.length === 0) return [];
  return [
    "The library's findings for this path (`createResolver(path).findings`):",
    ...findings.map(
      ({ code, hop, message, remedy }) => `- \`${code}\`, hop ${hop}: ${message} ${remedy}`,
    ),
  ];
}

/** The page of a plan in docs/topologies. */
export async function renderPage(plan: Plan<string>): Promise<string> {
  const { name, title, about, tasks, variants = {}, manifests = [], visits, traps } = plan;
  const files = await Promise.all([
    ...tasks.map((task) => fileOfTask(name, task)),
    ...Object.entries(variants).flatMap(([variant, some]) =>
      some.map((task) => fileOfTask(name, task, variant)),
    ),
    ...manifests.map((file) =>
      fileOf(name, file, file === "compose.yaml" ? "For Docker Compose, " : "In a cluster, "),
    ),
  ]);
  return `${[
    `<!-- Generated by npm run test:lab from test/lab/${name}.lab.ts; do not edit. -->`,
    `# ${title}`,
    about,
    mermaid(plan),
    "## What to write",
    ...(await writingOf(plan)),
    ...(await presetsOf(plan)),
    ...(await findingsOf(name)),
    "## Configuration of the proxies and hosts",
    ...machinesOf(plan),
    ...files,
    "## What the application sees",
    table([
      ["The caller", "`clientIp`", "`status`", "`via`", "`proof`"],
      ...visits.flatMap(rowsOf),
    ]).trimEnd(),
    legendOf(plan),
    "## What can go wrong",
    traps.map((trap) => `- ${trap}`).join("\n"),
  ].join("\n\n")}\n`;
}
