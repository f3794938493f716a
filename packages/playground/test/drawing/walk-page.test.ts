import { readdirSync, readFileSync } from "node:fs";
import { createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { drawWalk } from "../../src/drawing/draw-walk.ts";
import { drawingOf } from "../../src/drawing/drawing-of.ts";
import { evidenceOf, WALK_CASES, type WalkCase } from "./walk-cases.ts";

const root = new URL("../../../../", import.meta.url);
const page = readFileSync(new URL("docs/walk.md", root), "utf8");
const [example] = WALK_CASES as readonly [WalkCase];

const jsonOf = (value: unknown): string => JSON.stringify(value, undefined, 2);
const requestText = ({ request }: WalkCase): string => request.join("\n");

/** The lines that only one of two texts has, with `-` or `+`, in order. */
function difference(before: readonly string[], after: readonly string[]): string[] {
  const [a] = before;
  const [b] = after;
  if (a === undefined) return after.map((line) => `+ ${line}`);
  if (b === undefined) return before.map((line) => `- ${line}`);
  if (a === b) return difference(before.slice(1), after.slice(1));
  const removed = after.includes(a) ? undefined : [`- ${a}`, ...difference(before.slice(1), after)];
  return removed ?? [`+ ${b}`, ...difference(before, after.slice(1))];
}

/** The element of a path that the example's does not have; the whole path if it has more. */
function changedPath({ path }: WalkCase): string {
  const known = new Set(example.path.map((hop) => jsonOf(hop)));
  const [changed, ...others] = path.filter((hop) => !known.has(jsonOf(hop)));
  if (changed === undefined) return "";
  return jsonOf(others.length === 0 ? changed : path);
}

/** What a fenced block of a section holds, by its language. */
function blockOf(walkCase: WalkCase, language: string, written: string): string {
  switch (language) {
    case "json":
      return walkCase === example ? jsonOf(walkCase.path) : changedPath(walkCase);
    case "http":
      return requestText(walkCase);
    case "diff":
      return difference(example.request, walkCase.request).join("\n");
    case "text":
      return String(createResolver(walkCase.path).explain(evidenceOf(walkCase)));
    default:
      return written;
  }
}

const pictureIn = (section: string): string | undefined =>
  /\(images\/walk-([a-z-]+)\.svg\)/.exec(section)?.[1];

/** The page with its blocks written anew. */
function rendered(): string {
  const sections = page.split(/^(?=## )/m).map((section) => {
    const walkCase = WALK_CASES.find(({ name }) => name === pictureIn(section));
    if (walkCase === undefined) return section;
    return section.replaceAll(
      /^```([a-z]+)\n([^]*?)^```$/gm,
      (_, language: string, written: string) =>
        `\`\`\`${language}\n${blockOf(walkCase, language, written.trimEnd())}\n\`\`\``,
    );
  });
  return sections.join("");
}

describe("docs/walk.md", () => {
  it("quotes what the resolver explains", async () => {
    await expect(rendered()).toMatchFileSnapshot("../../../../docs/walk.md");
  });

  it("has a section with a picture, a request and a walk in words for each case", () => {
    const sections = page.split(/^(?=## )/m).filter((section) => pictureIn(section) !== undefined);
    expect(sections.map((section) => pictureIn(section))).toEqual(
      WALK_CASES.map(({ name }) => name),
    );
    const blocks = sections.map((section) =>
      [...section.matchAll(/^```([a-z]+)$/gm)].map(([, language]) => language),
    );
    expect(blocks).toEqual([
      ["json", "http", "text"],
      ...WALK_CASES.slice(1).map((walkCase) =>
        [
          changedPath(walkCase) === "" ? "" : "json",
          requestText(walkCase) === requestText(example) ? "" : "diff",
          "text",
        ].filter((language) => language !== ""),
      ),
    ]);
  });

  it("has no other pictures of walks", () => {
    const pictures = readdirSync(new URL("docs/images/", root));
    const walks = pictures.filter((file) => file.startsWith("walk-"));
    expect(walks.toSorted()).toEqual(WALK_CASES.map(({ name }) => `walk-${name}.svg`).toSorted());
  });

  it.each(WALK_CASES)("has the picture of this walk: $name", async (walkCase) => {
    const title = new RegExp(`!\\[([^\\]]+)\\]\\(images/walk-${walkCase.name}\\.svg\\)`).exec(page);
    const drawing = drawingOf(createResolver(walkCase.path), evidenceOf(walkCase));
    const svg = drawWalk(drawing, { title: String(title?.[1]) });
    await expect(`${svg}\n`).toMatchFileSnapshot(
      `../../../../docs/images/walk-${walkCase.name}.svg`,
    );
  });
});
