import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

describe("docs/testing.md", () => {
  it("shows the files that these tests are", () => {
    const blocks = [...read("../../../docs/testing.md").matchAll(/```ts\n([^]*?)```/g)];
    const files = readdirSync(new URL(".", import.meta.url)).filter(
      (file) => file !== "page.test.ts",
    );
    expect(blocks.map(([, block]) => block).toSorted()).toEqual(
      files.map((file) => read(file)).toSorted(),
    );
  });
});
