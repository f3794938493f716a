import { describe, expect, it } from "vitest";
import { applicationRows } from "./application-rows.ts";
import { connectionRows } from "./connection-rows.ts";
import { unheard } from "./listening.ts";
import { schemeRows } from "./scheme-rows.ts";
import { sealRows } from "./seal-rows.ts";
import { statusRows } from "./status-rows.ts";
import type { Behavior, Subject } from "./subject.ts";
import { wireRows } from "./wire-rows.ts";

/** The table. */
export const behaviors: readonly Behavior[] = [
  ...wireRows,
  ...statusRows,
  ...connectionRows,
  ...applicationRows,
  ...schemeRows,
  ...sealRows,
];

/**
 * Runs the whole table against an adapter, one Vitest test for each row, over sockets of this
 * machine. One adapter a test file: the warning of an application without configuration comes once
 * a process.
 *
 * A gap shows its reason in the output. It fails if the row passes.
 *
 * @throws Error when a gap names no row.
 */
export function conformance(subject: Subject): void {
  const gaps = gapsOf(subject);
  const titled = behaviors.map((row) => {
    const reason = gaps.get(row.name);
    const title = `${row.rule}: ${row.name}`;
    return [reason === undefined ? title : `${title} (gap: ${reason})`, row] as const;
  });
  const held = titled.filter(([, { name }]) => !gaps.has(name));
  const missed = titled.filter(([, { name }]) => gaps.has(name));
  describe(`${subject.name} conforms`, () => {
    it.each(held)("%s", async (_title, row) => {
      expect.hasAssertions();
      await row.test(subject);
    });
    it.fails.each(missed)("%s", async (_title, row) => {
      expect.hasAssertions();
      await row.test(subject);
    });
  });
}

/** Reasons by the names of rows: the subject's own gaps, and the machine's. */
function gapsOf(subject: Subject): ReadonlyMap<string, string> {
  const gaps = new Map(Object.entries(subject.gaps ?? {}));
  const names = new Set(behaviors.map(({ name }) => name));
  const unknown = [...gaps.keys()].filter((name) => !names.has(name));
  if (unknown.length > 0) throw new Error(`gaps that name no row: ${unknown.join("; ")}`);
  for (const { name, place } of behaviors) {
    if (place !== undefined && unheard.has(place)) gaps.set(name, `nothing can listen at ${place}`);
  }
  return gaps;
}
