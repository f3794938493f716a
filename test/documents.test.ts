import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

describe("docs/topologies", () => {
  const pages = readdirSync(new URL("../docs/topologies", import.meta.url));

  it("has an index of all its pages", () => {
    const index = read("docs/topologies/README.md");
    const linked = [...index.matchAll(/\]\(([a-z0-9-]+\.md)\)/g)].map(([, page = ""]) => page);
    expect([...new Set(linked)].toSorted()).toEqual(
      pages.filter((page) => page !== "README.md").toSorted(),
    );
  });
});
