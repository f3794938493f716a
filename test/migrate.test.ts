import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import * as node from "@client-ip/node";
import { describe, expect, it } from "vitest";
import {
  type Ask,
  askExpress,
  askFastify,
  askKoa,
  type KoaOptions,
  type TrustValue,
} from "./comparison/packages.ts";
import { requestOf } from "./comparison/recordings.ts";
import { table } from "./markdown-table.ts";
import { withMarked } from "./marked.ts";

const page = readFileSync(new URL("../docs/migrate/README.md", import.meta.url), "utf8");

const CLIENT = "203.0.113.7";
const FORGED = "6.6.6.6";

/** How each framework is asked, with its own value. */
const FRAMEWORKS: Readonly<Record<string, (value: unknown) => Ask>> = {
  express: (value) => askExpress(value as TrustValue),
  fastify: (value) => askFastify(value as TrustValue),
  koa: (value) => askKoa(value as KoaOptions),
};

/** The rows of a framework's table, the first of them its head. */
function rowsOf(framework: string): string[][] {
  const marked = new RegExp(`<!-- ${framework}:.*-->\\n([^]*?)<!-- end of ${framework} -->`);
  const lines = marked.exec(page)?.[1]?.match(/^\|.*\|$/gm) ?? [];
  const rows = lines.map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
  return rows.filter((_row, index) => index !== 1);
}

const evaluated = (cell: string): unknown =>
  runInNewContext(`(${cell.replaceAll("`", "")})`, { ...node });

/** The proxies of a row, outermost first. */
const proxiesOf = (cell: string): string[] => (cell === "none" ? [] : cell.split(", "));

type Request = Parameters<typeof requestOf>[0];

/** A forged request as it arrives through the proxies: each has appended its peer. */
function through(proxies: readonly string[]): Request {
  const chain = [CLIENT, ...proxies];
  const peer = chain.pop() ?? CLIENT;
  return { peer, headers: headersOf([FORGED, ...chain], chain.at(-1) ?? FORGED) };
}

/** The same client that calls the application itself, with the list that suits its attack best. */
function around(proxies: readonly string[]): Request {
  return { peer: CLIENT, headers: headersOf([FORGED, ...proxies.slice(0, -1)], FORGED) };
}

function headersOf(list: readonly string[], realIp: string): Request["headers"] {
  return [
    ["X-Forwarded-For", list.join(", ")],
    ["X-Real-IP", realIp],
  ];
}

/** What both sides of a row answer to a request. */
async function answers(framework: string, row: readonly string[], request: Request) {
  const [value = "", , , path = ""] = row;
  const theirs = await FRAMEWORKS[framework]?.(evaluated(value))(requestOf(request));
  const config = evaluated(path) as Parameters<typeof node.createResolver>[0];
  const ours = node.clientIpOf(requestOf(request), node.createResolver(config));
  return { theirs, ours };
}

const shown = (ip: string | undefined): string => (ip === FORGED ? `**${ip}**` : String(ip));

async function written(framework: string): Promise<string> {
  const [head = [], ...rows] = rowsOf(framework);
  const filled = rows.map(async (row) => {
    const [value = "", believes = "", proxies = "", path = ""] = row;
    const cell = async (request: Request): Promise<string> => {
      const { theirs, ours } = await answers(framework, row, request);
      return `${shown(theirs)}, ${shown(ours)}`;
    };
    const chain = proxiesOf(proxies);
    return [value, believes, proxies, path, await cell(through(chain)), await cell(around(chain))];
  });
  return table([head, ...(await Promise.all(filled))]);
}

const ROWS = Object.keys(FRAMEWORKS).flatMap((framework) =>
  rowsOf(framework)
    .slice(1)
    .map((row) => ({ framework, value: row[0] ?? "", path: row[3] ?? "", row })),
);

describe("docs/migrate/README.md", () => {
  it("shows what both sides of each row answer", async () => {
    let result = page;
    for (const framework of Object.keys(FRAMEWORKS)) {
      result = withMarked(result, framework, await written(framework));
    }
    await expect(result).toMatchFileSnapshot("../docs/migrate/README.md");
  });

  it("has rows for each framework", () => {
    const counts = Object.keys(FRAMEWORKS).map((framework) => rowsOf(framework).length);
    expect(Math.min(...counts)).toBeGreaterThan(5);
  });

  it.each(ROWS)("names no forged address for $framework's $value by $path", async (each) => {
    const proxies = proxiesOf(each.row[2] ?? "");
    const inside = await answers(each.framework, each.row, through(proxies));
    const outside = await answers(each.framework, each.row, around(proxies));
    expect(inside.ours).toBe(CLIENT);
    expect([CLIENT, undefined]).toContain(outside.ours);
  });

  it.each(ROWS.filter(({ row }) => row[2] !== "none"))(
    "is right about a call of the proxy's own for $framework's $value by $path",
    async (each) => {
      const peer = proxiesOf(each.row[2] ?? "").at(-1) ?? "";
      const { theirs, ours } = await answers(each.framework, each.row, { peer, headers: [] });
      expect({ theirs, ours }).toEqual({ theirs: peer, ours: undefined });
    },
  );
});
