import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** The blocks of code on a page that are written in a language. */
function blocksOf(page: string, language: string): string[] {
  const fence = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g");
  return [...read(`../../../docs/${page}`).matchAll(fence)].map(([, block = ""]) => block);
}

describe("docs/testing.md", () => {
  it("shows the files that these tests are", () => {
    const files = readdirSync(new URL(".", import.meta.url)).filter(
      (file) => file.endsWith(".test.ts") && file !== "page.test.ts",
    );
    expect(blocksOf("testing.md", "ts").toSorted()).toEqual(
      files.map((file) => read(file)).toSorted(),
    );
  });

  it("shows the file that Jest runs with the packed packages", () => {
    expect(blocksOf("testing.md", "js")).toEqual([
      read("../../../tools/consumers/testing.test.js"),
    ]);
  });

  it("tests the module that docs/nestjs.md shows", () => {
    expect(blocksOf("nestjs.md", "ts")[0]).toBe(read("app.module.ts"));
  });
});
