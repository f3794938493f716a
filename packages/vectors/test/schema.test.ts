import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { files, proxyHeaders, vectors } from "@client-ip/vectors";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const schema = JSON.parse(read("schema.json")) as object;
const isVector = new Ajv2020({ strict: true, strictTypes: false }).compile(schema);

describe("@client-ip/vectors", () => {
  it.each(files)("has lines as the schema says: %s", (file) => {
    const lines = vectors(file);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      expect([line.id, isVector(line), isVector.errors]).toEqual([line.id, true, null]);
  });

  it("has each recording once, and gives all without a name", () => {
    const all = vectors();
    expect(all.length).toBe(files.flatMap((file) => vectors(file)).length);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(proxyHeaders().length).toBeGreaterThan(200);
  });

  it("refuses what is no vector", () => {
    const [one] = vectors();
    expect(isVector({ ...one, expect: {} })).toBe(false);
    expect(isVector({ ...one, surprise: 1 })).toBe(false);
  });

  it("gives the same to require()", () => {
    const required = createRequire(import.meta.url)(
      "@client-ip/vectors",
    ) as typeof import("@client-ip/vectors");
    expect(required.files).toEqual(files);
    expect(required.vectors()).toEqual(vectors());
  });
});
