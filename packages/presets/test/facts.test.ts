import { createContext, runInContext } from "node:vm";
import { factSheets, presets } from "@client-ip/presets";
import * as exported from "@client-ip/presets";
import { describe, expect, it } from "vitest";

const GROUNDS = ["measured", "source", "documented", "inferred", "reported"];

it("every preset has one fact sheet, in the same order", () => {
  expect(Object.keys(factSheets)).toEqual(Object.keys(presets));
});

it("every preset is exported under the name that a text configuration uses", () => {
  const functions = Object.entries(exported).filter(([, value]) => typeof value === "function");
  expect(Object.fromEntries(functions)).toEqual(presets);
});

describe.each(Object.entries(factSheets))("the fact sheet of %s", (name, sheet) => {
  it("has the name of its preset", () => {
    expect(sheet.preset).toBe(name);
  });

  it("has a text in every field", () => {
    const { vendor, what, tells, peer, forged, authenticate, unknown = "known" } = sheet;
    for (const answer of [vendor, what, tells, peer, forged, authenticate, unknown]) {
      expect(answer).toMatch(/\S/);
    }
    expect(sheet.traps).not.toHaveLength(0);
    expect(sheet.words).not.toHaveLength(0);
  });

  it("has the URLs of its sources, the day they were read and its grounds", () => {
    for (const source of sheet.sources) expect(new URL(source).protocol).toBe("https:");
    expect(new Set(sheet.sources).size).toBe(sheet.sources.length);
    expect(sheet.read).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(Number.isNaN(Date.parse(sheet.read))).toBe(false);
    for (const ground of sheet.confidence) expect(GROUNDS).toContain(ground);
  });

  it("is `measured` only if recordings are among its sources", () => {
    const recorded = sheet.sources.some((source) => source.includes("/packages/vectors/data/"));
    expect(recorded).toBe(sheet.confidence.includes("measured"));
  });

  it("has examples that run", () => {
    for (const example of [sheet.example, ...(sheet.variants ?? []).map((one) => one.example)]) {
      const result: unknown = runInContext(example, createContext({ ...presets }));
      expect(JSON.stringify(result)).toContain('"tells"');
    }
  });
});
