import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const PAGE = "docs/rules.md";
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** A rule as docs/rules.md has it. */
interface Rule {
  readonly slug: string;
  /** What is answered, as the page says it. */
  readonly answer: string;
  /** Files from the root of the repository, with the names in them that enforce the rule. */
  readonly code: readonly { readonly file: string; readonly names: readonly string[] }[];
  /** Files from the root of the repository. */
  readonly tests: readonly string[];
}

/** The files that a line links to, and the names in backquotes behind each. */
function linksIn(line: string): { readonly file: string; readonly names: readonly string[] }[] {
  return [...line.matchAll(/\]\(\.\.\/([^)]+)\)([^[]*)/g)].map(([, file = "", rest = ""]) => ({
    file,
    names: [...rest.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  }));
}

const rules: readonly Rule[] = read(PAGE)
  .split(/^### /m)
  .slice(1)
  .map((text) => {
    const lines = text.split("\n");
    const after = (label: string): string =>
      lines.find((line) => line.startsWith(`- **${label}**: `)) ?? "";
    return {
      slug: lines[0] ?? "",
      answer: after("Answer"),
      code: linksIn(after("Code")),
      tests: linksIn(after("Test")).map(({ file }) => file),
    };
  });
const slugs = new Set(rules.map(({ slug }) => slug));

/** What a slug looks like: words with hyphens between them. */
const SLUG = "[a-z0-9]+(?:-[a-z0-9]+)+";

/**
 * The slugs with which titles of a test file begin: of describe and it, of rows of a table whose
 * titles begin with their first cell, and of rows of the conformance table.
 */
function slugsIn(text: string): string[] {
  const patterns = [
    String.raw`(?:\b(?:describe|it|test)(?:\.\w+)*(?:<[^>]*>)?\(|\)\()\s*["'\x60](${SLUG}): `,
    String.raw`^ +rule: "(${SLUG})",$`,
    ...(/\)\(\s*"%s: /.test(text) ? [String.raw`^  \[\s*"(${SLUG})",`] : []),
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(new RegExp(pattern, "gm"))].map(([, slug = ""]) => slug),
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => !file.includes("node_modules"))
    .map((file) => `${folder}/${file}`);
}

const packages = readdirSync(join(root, "packages"));
const testFiles = [
  ...packages.flatMap((name) => filesBelow(`packages/${name}/test`)),
  ...filesBelow("test"),
].filter((file) => file.endsWith(".test.ts"));
const rowFiles = filesBelow("packages/conformance/src").filter((file) => file.endsWith("-rows.ts"));
const titled = new Map([...testFiles, ...rowFiles].map((file) => [file, slugsIn(read(file))]));

/** Where a name is defined: a function, class or constant, or a member of a class. */
function defines(text: string, name: string): boolean {
  return new RegExp(
    String.raw`^(?:export )?(?:(?:async )?function|class|const) ${name}\b|^  (?:get |readonly )?#?${name}(?: =|[(:])`,
    "m",
  ).test(text);
}

interface Vector {
  readonly id: string;
  readonly slugs?: readonly string[];
}

describe("docs/rules.md", () => {
  it("has a heading for each rule, and each slug once", () => {
    const odd = rules.map(({ slug }) => slug).filter((slug) => !new RegExp(`^${SLUG}$`).test(slug));
    expect(odd, "a slug is lower-case words with hyphens between them").toEqual([]);
    const all = rules.map(({ slug }) => slug);
    const twice = all.filter((slug, index) => all.indexOf(slug) !== index);
    expect(twice, "give one of two rules with the same slug another one").toEqual([]);
  });

  it("lists each rule in its table of contents", () => {
    const contents = read(PAGE).split("\n## ")[1] ?? "";
    const listed = new Set([...contents.matchAll(/\[([^\]]+)\]\(#\1\)/g)].map(([, slug]) => slug));
    expect(
      [...slugs].filter((slug) => !listed.has(slug)),
      `add these slugs to the contents of ${PAGE}`,
    ).toEqual([]);
  });

  it.each(rules)("has the place in the code that enforces $slug", ({ slug, code }) => {
    expect(code.length, `write **Code** for ${slug}: a link and a name`).toBeGreaterThan(0);
    for (const { file, names } of code) {
      expect(existsSync(join(root, file)), `${slug}: ${file} is gone, name its new place`).toBe(
        true,
      );
      expect(names.length, `${slug}: name a function of ${file}`).toBeGreaterThan(0);
      const missing = names.filter((name) => !defines(read(file), name));
      expect(missing, `${slug}: ${file} does not define these, name what does`).toEqual([]);
    }
  });

  it.each(rules)("has the tests of $slug", ({ slug, tests }) => {
    expect(tests.length, `write **Test** for ${slug}: a link to a test file`).toBeGreaterThan(0);
    for (const file of tests) {
      expect(
        titled.get(file) ?? `there is no test file ${file}`,
        `begin the title of a test in ${file} with "${slug}: "`,
      ).toContain(slug);
    }
  });
});

describe("the rules of the path", () => {
  const ofThePath = rules.filter(({ slug, answer }) => answer.includes(`error \`${slug}\``));

  it("have the code of their error as slug", () => {
    expect(ofThePath.length).toBeGreaterThan(20);
  });

  it.each(ofThePath)("are enforced where the error $slug is made", ({ slug, code }) => {
    const made = code.some(({ file }) => read(file).includes(`code: "${slug}"`));
    expect(made, `${slug}: no file under **Code** has the text code: "${slug}"`).toBe(true);
  });
});

describe("a rule", () => {
  it("is named by its slug in comments and texts, never by a number", () => {
    const files = [
      ...packages.flatMap((name) => filesBelow(`packages/${name}/src`)),
      ...packages.flatMap((name) => filesBelow(`packages/${name}/test`)),
      ...filesBelow("test"),
      ...filesBelow("docs"),
    ].filter((file) => /\.(?:[jt]s|mjs|md)$/.test(file));
    const numbered = files.filter((file) => /\bRule \d/.test(read(file)));
    expect(numbered, "write the slug of the rule in place of its number").toEqual([]);
  });
});

describe("a title that begins with a slug", () => {
  it.each([...titled.keys()])("names a rule: %s", (file) => {
    const unknown = (titled.get(file) ?? []).filter((slug) => !slugs.has(slug));
    expect(unknown, `write these rules down in ${PAGE}, or name the ones that are meant`).toEqual(
      [],
    );
  });
});

describe("the recordings", () => {
  const files = filesBelow("packages/vectors/data").filter((file) =>
    /\/[\w-]+\.jsonl?$/.test(file),
  );

  it.each(files)("name a rule each: %s", (file) => {
    const text = read(file);
    const vectors = file.endsWith("l")
      ? text
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as Vector)
      : (JSON.parse(text) as readonly Vector[]);
    expect(vectors.length).toBeGreaterThan(0);
    const wrong = vectors.filter(
      ({ slugs: named = [] }) => named.length === 0 || named.some((slug) => !slugs.has(slug)),
    );
    expect(
      wrong.map(({ id, slugs: named }) => ({ id, slugs: named })),
      `each needs "slugs", all of them written down in ${PAGE}`,
    ).toEqual([]);
  });
});
