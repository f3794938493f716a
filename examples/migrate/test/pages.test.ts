import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, Server } from "node:http";

import { clientIp } from "@client-ip/node";
import proxyAddr from "proxy-addr";
import requestIp from "request-ip";
import { describe, expect, it } from "vitest";

import { table } from "../../../test/markdown-table.ts";
import { logged } from "../../with/test/logged.ts";
import { ask, listen } from "../../with/test/support.ts";

const folder = new URL("../", import.meta.url);
const docs = new URL("../../../docs/migrate/", import.meta.url);

const PAGES = readdirSync(docs)
  .filter((file) => file.endsWith(".md") && file !== "README.md")
  .map((file) => file.slice(0, -".md".length));

const read = (page: string): string => readFileSync(new URL(`${page}.md`, docs), "utf8");

/** The file of one side of a page. Nest's are TypeScript, as its applications are. */
function fileOf(page: string, side: string): URL {
  const script = new URL(`${page}.${side}.js`, folder);
  return existsSync(script) ? script : new URL(`${page}.${side}.ts`, folder);
}

/** What the client does, who calls the application then, and the list that it gets. */
const REQUESTS = [
  ["through nginx, with a forged list", "127.0.0.1", "6.6.6.6, 203.0.113.7"],
  ["around nginx, with a forged list", "203.0.113.7", "6.6.6.6"],
  ["none: nginx calls on its own account", "127.0.0.1", undefined],
  // nginx writes this for the peer of a unix socket.
  ["through a program that asks nginx over a unix socket", "127.0.0.1", "unix:"],
] as const;

/** An application of any of the frameworks. */
interface Application {
  /** Fastify's, Koa's and Nest's ways to a listener or server. */
  readonly ready?: () => Promise<unknown>;
  readonly routing?: RequestListener;
  readonly callback?: () => RequestListener;
  readonly init?: () => Promise<unknown>;
  readonly getHttpServer?: () => Server;
}

async function serverOf(app: Application | RequestListener | Server): Promise<Server> {
  if (app instanceof Server) return app;
  if (typeof app === "function") return createServer(app);
  if (app.getHttpServer !== undefined) {
    await app.init?.();
    return app.getHttpServer();
  }
  await app.ready?.();
  return createServer(app.routing ?? app.callback?.());
}

/** What a server answers to each of the requests. */
async function repliesOf(server: Server): Promise<readonly string[]> {
  let peer = "";
  server.prependListener("connection", (socket) => {
    Object.defineProperty(socket, "remoteAddress", { value: peer });
  });
  const port = await listen(server);
  const replies: string[] = [];
  for (const [, from, list] of REQUESTS) {
    peer = from;
    const { body } = await ask(port, list === undefined ? [] : [`X-Forwarded-For: ${list}`]);
    replies.push(body);
  }
  return replies;
}

/** What one side of a page answers to each of the requests. */
async function answersOf(page: string, side: string): Promise<readonly string[]> {
  let answers: readonly string[] = [];
  // Nest logs its start.
  await logged(async () => {
    answers = await repliesOf(await serverOf((await import(fileOf(page, side).href)).app));
  });
  return answers;
}

const shown = (ip: string | undefined): string => (ip === "6.6.6.6" ? `**${ip}**` : `${ip}`);

describe("docs/migrate", () => {
  it("has a page for each pair of files", () => {
    const pairs = readdirSync(folder).filter((file) => /\.(?:before|after)\.[jt]s$/.test(file));
    const expected = PAGES.flatMap((page) => [`${page}.after`, `${page}.before`]);
    expect(pairs.map((file) => file.slice(0, -".js".length))).toEqual(expected);
  });

  it("links each page", () => {
    const linked = [...read("README").matchAll(/\]\(([a-z-]+)\.md\)/g)].map(([, name]) => name);
    expect(linked).toEqual(expect.arrayContaining(PAGES));
  });

  it.each(PAGES)("shows the files of %s", (page) => {
    const blocks = [...read(page).matchAll(/```[jt]s\n([^]*?)```/g)].map(([, block]) => block);
    const files = ["before", "after"].map((side) => readFileSync(fileOf(page, side), "utf8"));
    expect(blocks.slice(0, 2)).toEqual(files);
  });

  it.each(PAGES)("shows what both sides of %s answer", async (page) => {
    const before = await answersOf(page, "before");
    const after = await answersOf(page, "after");
    const rows = REQUESTS.map(([what], i) => [what, shown(before[i]), shown(after[i])]);
    expect(read(page)).toContain(table([["The client's request", "Before", "After"], ...rows]));
  });

  it.each(PAGES)("names the release of %s that is installed", (page) => {
    const [, name = "", version] = /^Tested with `(.+)` ([\d.]+\d)/m.exec(read(page)) ?? [];
    const manifest = new URL(`node_modules/${name}/package.json`, folder);
    expect(version).toBe(JSON.parse(readFileSync(manifest, "utf8")).version);
  });
});

describe("compare", () => {
  const FORGED = ["6.6.6.6", "203.0.113.7"];

  it.each([
    ["request-ip", (req: IncomingMessage) => requestIp.getClientIp(req), [FORGED, FORGED]],
    ["proxy-addr", (req: IncomingMessage) => proxyAddr(req, "loopback"), []],
  ])("reports what %s answered for each request", async (_name, compare, forged) => {
    const differences: (string | undefined)[][] = [];
    const bind = clientIp("nginx", {
      compare: (req) => compare(req as IncomingMessage),
      onDifference: ({ before, after }) => differences.push([before, after]),
    });
    await repliesOf(createServer((req, res) => bind(req, res, () => res.end())));
    const unresolved = differences.filter(([, after]) => after === undefined);
    expect(unresolved.map(([before]) => before)).toContain("127.0.0.1");
    expect(differences.filter(([, after]) => after !== undefined)).toEqual(forged);
  });
});
