import { createContext, runInContext } from "node:vm";
import { factSheets, presets } from "@client-ip/presets";
import * as exported from "@client-ip/presets";
import { describe, expect, test } from "vitest";

const grounds = ["measured", "source", "documented", "reported"];

test("every preset has one fact sheet, in the same order", () => {
  expect(Object.keys(factSheets)).toEqual(Object.keys(presets));
});

test("every preset is exported under the name that a text configuration uses", () => {
  const functions = Object.entries(exported).filter(([, value]) => typeof value === "function");
  expect(Object.fromEntries(functions)).toEqual(presets);
});

describe.each(Object.entries(factSheets))("the fact sheet of %s", (name, sheet) => {
  test("stands under its own name", () => {
    expect(sheet.preset).toBe(name);
  });

  test("answers every question in words", () => {
    const { vendor, what, tells, peer, forged, authenticate, unknown = "known" } = sheet;
    for (const answer of [vendor, what, tells, peer, forged, authenticate, unknown]) {
      expect(answer).toMatch(/\S/);
    }
    expect(sheet.traps).not.toHaveLength(0);
  });

  test("names its sources by URL, the day they were read and its grounds", () => {
    for (const source of sheet.sources) expect(new URL(source).protocol).toBe("https:");
    expect(new Set(sheet.sources).size).toBe(sheet.sources.length);
    expect(sheet.read).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(Number.isNaN(Date.parse(sheet.read))).toBe(false);
    for (const ground of sheet.confidence) expect(grounds).toContain(ground);
  });

  test("claims to be measured only where recordings are among its sources", () => {
    const recorded = sheet.sources.some((source) => source.includes("/test/vectors/"));
    expect(recorded).toBe(sheet.confidence.includes("measured"));
  });

  test("gives an example that runs", () => {
    const result: unknown = runInContext(sheet.example, createContext({ ...presets }));
    expect(JSON.stringify(result)).toContain('"tells"');
  });
});
