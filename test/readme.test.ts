import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createContext, runInContext, runInNewContext, Script } from "node:vm";
import * as node from "@client-ip/node";
import { describe, expect, it } from "vitest";
import { table } from "./markdown-table.ts";
import { withMarked } from "./marked.ts";
import { STATUSES, WARNINGS } from "../packages/core/src/resolution.ts";

const root = new URL("../", import.meta.url);

// Secrets that texts refer to.
process.env["ORIGIN_SECRET"] = "a long random text";
process.env["FDID"] = "00000000-0000-0000-0000-000000000000";

const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

const pagesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}${name}`);

/** The packages whose page on npm stands alone. */
const STANDING_ALONE = [
  "core",
  "express",
  "fastify",
  "h3",
  "hapi",
  "hono",
  "koa",
  "nestjs",
  "node",
  "presets",
  "proxy-protocol",
];

const PACKAGE_PAGES = readdirSync(new URL("packages", root)).map(
  (name) => `packages/${name}/README.md`,
);

/** docs/errors.md also shows what is refused. */
const PAGES = [
  "README.md",
  ...["docs/", "docs/migrate/", "docs/topologies/"].flatMap(pagesIn),
  ...PACKAGE_PAGES,
]
  .filter((page) => page !== "docs/errors.md")
  .toSorted();

interface Block {
  readonly page: string;
  readonly language: string;
  readonly code: string;
}

/** The code blocks of a page, also those inside a list. */
function blocksIn(page: string): Block[] {
  const blocks = [...read(page).matchAll(/^( *)```([a-z]+)\n([^]*?)^\1```$/gm)];
  return blocks.map(([, , language = "", code = ""]) => ({ page, language, code }));
}

/** The arguments of every `clientIp(…)` and `createResolver(…)`, to the matching parenthesis. */
function configurationsIn(page: string): string[] {
  const document = read(page);
  const found: string[] = [];
  for (const call of document.matchAll(/(?<!\.)\b(?:clientIp|createResolver)\(/g)) {
    const start = call.index + call[0].length;
    let depth = 1;
    let end = start;
    while (depth > 0 && end < document.length) {
      if (document[end] === "(") depth++;
      if (document[end] === ")") depth--;
      end++;
    }
    found.push(document.slice(start, end - 1));
  }
  // A name stands for what another line defines; three dots, for any.
  return found.filter((text) => !/^(?:resolver|path|config|…)?$/.test(text));
}

/** What a page's configurations may use beside the package's exports. */
const SCOPE = {
  ...node,
  process,
  SECRET: "a long random text",
  token: "a-long-random-token-of-32-bytes-or-more",
  seal: { onUnresolved: "reject" },
  address: "10.0.1.0/24",
  // As in docs/seal.md: without the scheme a seal is refused.
  path: { ...node.nginx(), proto: "x-forwarded-proto" },
  secret: { header: "x-origin-secret", value: "a long random text" },
};

/** The exports of a package by the name in an import. */
async function exportsOf(name: string): Promise<string[]> {
  const [, folder = "", entry = "index"] = name.split("/");
  const [source, data] = ["ts", "js"].map(
    (end) => new URL(`packages/${folder}/src/${entry}.${end}`, root),
  );
  const file = existsSync(source!) ? source! : data!;
  return Object.keys((await import(file.href)) as object);
}

const IMPORT = /^ *import (type )?(.+?) from "([^"]+)";.*\n/gm;

const asScript = (code: string): string => code.replaceAll(IMPORT, "").replaceAll(/^export /gm, "");

/** Names that a block imports from our packages, with the package; types aside. */
function importsIn({ code }: Block): (readonly [from: string, names: readonly string[]])[] {
  const ours = [...code.matchAll(IMPORT)].filter(
    ([, type, , from]) => type === undefined && from?.startsWith("@client-ip/"),
  );
  return ours.map(([, , what = "", from = ""]) => {
    const names = /^\{(.*)\}$/.exec(what)?.[1]?.split(",") ?? [];
    const values = names.map((name) => name.trim()).filter((name) => !/^(?:type .*)?$/.test(name));
    return [from, values];
  });
}

const CODE = PAGES.flatMap((page) => blocksIn(page)).filter(({ language }) =>
  /^[jt]s$/.test(language),
);

const withImports = CODE.filter((block) => importsIn(block).length > 0);

describe("the code on our pages", () => {
  it.each(PAGES.flatMap((page) => configurationsIn(page).map((text) => [page, text] as const)))(
    "of %s shows a configuration that is accepted: %s",
    (_page, text) => {
      const given = runInNewContext(`[${text}]`, SCOPE) as Parameters<typeof node.clientIp>;
      expect(() => node.clientIp(...given)).not.toThrow();
    },
  );

  it.each(withImports)("of $page imports names that the packages export", async (block) => {
    for (const [from, names] of importsIn(block)) {
      expect(await exportsOf(from)).toEqual(expect.arrayContaining([...names]));
    }
  });

  it.each(CODE.filter(({ language }) => language === "js"))("of $page parses", ({ code }) => {
    expect(() => new Script(`(async () => {${asScript(code)}})`)).not.toThrow();
  });
});

describe("README.md", () => {
  it("has at most 150 lines beside its tables and pictures, blank ones included", () => {
    const lines = read("README.md").trimEnd().split("\n");
    const counted = lines.filter((line) => !/^(?:\||!\[)/.test(line));
    expect(counted.length).toBeLessThanOrEqual(150);
  });

  it("shows more than ten configurations", () => {
    expect(configurationsIn("README.md").length).toBeGreaterThan(10);
  });

  it("is right about the forged address behind Docker's gateway", () => {
    const evidence = {
      peer: "172.18.0.3",
      rawHeaders: ["X-Forwarded-For", "6.6.6.6, 172.18.0.1"],
    };
    expect(read("README.md")).toContain("`6.6.6.6, 172.18.0.1`");
    expect(node.createResolver("172.18.0.0/16").clientIp(evidence)).toBe("6.6.6.6");
    expect(node.createResolver("nginx 172.18.0.0/16").clientIp(evidence)).toBe("172.18.0.1");
  });
});

describe.each(["README.md", "docs/answers.md"])("the explanation in %s", (page) => {
  it("is what the code above it prints", () => {
    const [, code = "", text] =
      /```js\n((?:(?!```)[^])*\.explain\((?:(?!```)[^])*)```\n\n```text\n([^]*?)```/.exec(
        read(page),
      ) ?? [];
    let printed = "";
    const console = { log: (line: string) => (printed += `${line}\n`) };
    runInNewContext(asScript(code), { ...node, console });
    expect(printed).toContain("is the client");
    expect(text).toBe(printed);
  });
});

/** Rows of a table: each name with a link to what to do about it, and its meaning. */
function rows(meanings: Readonly<Record<string, string>>): string[][] {
  return Object.entries(meanings)
    .filter(([name]) => name !== "resolved")
    .map(([name, meaning]) => [`[\`${name}\`](errors.md#${name})`, meaning]);
}

describe("docs/answers.md", () => {
  it("has the meaning of each status and warning", async () => {
    const statuses = table([["`status`", "What happened"], ...rows(STATUSES)]);
    const warnings = table([["Warning", "What it means"], ...rows(WARNINGS)]);
    const page = withMarked(read("docs/answers.md"), "statuses", statuses);
    const written = withMarked(page, "warnings", warnings);
    await expect(written).toMatchFileSnapshot("../docs/answers.md");
  });
});

describe.each(STANDING_ALONE)("packages/%s/README.md", (name) => {
  const page = `packages/${name}/README.md`;

  it("has an install line and at most 90 lines", () => {
    expect(read(page)).toMatch(new RegExp(`^npm install @client-ip/${name}[ \n]`, "m"));
    expect(read(page).trimEnd().split("\n").length).toBeLessThanOrEqual(90);
  });

  it("has absolute links, which work on npm, to files that exist", () => {
    const links = [...read(page).matchAll(/\]\(([^)]+)\)|^\[[a-z-]+\]: (.+)$/gm)].map(
      ([, inline, reference]) => inline ?? reference ?? "",
    );
    const home = "https://github.com/client-ip/client-ip";
    const ours = links.filter((link) => link.startsWith(home));
    expect(ours.length).toBeGreaterThan(0);
    for (const link of ours) {
      const [file = "", anchor = ""] = link
        .slice(home.length)
        .replace(/^\/blob\/main\//, "")
        .split("#");
      const text = read(file === "" ? "README.md" : file);
      expect(file === "" || text.includes(anchor)).toBe(true);
    }
    expect(links.filter((link) => !link.startsWith("https://"))).toEqual([]);
  });
});

it("packages/core/README.md shows the values that its code has", () => {
  const block = blocksIn("packages/core/README.md").find(({ language }) => language === "js");
  const code = asScript(block?.code ?? "");
  const context = createContext({ createResolver: node.createResolver });
  runInContext(code, context);
  const values = [...code.matchAll(/^(resolver\..+); \/\/ (.+)$/gm)];
  expect(values.length).toBeGreaterThan(2);
  for (const [, expression = "", value = ""] of values) {
    expect(runInContext(expression, context)).toBe(runInContext(value, context));
  }
});
