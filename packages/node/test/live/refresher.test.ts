import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, vi } from "vitest";
import type { Reading } from "../../src/live/reader.ts";
import { fails, GOOD, HOUR, lists, made, MINUTE, type Read } from "./refreshing.ts";

const november = (day: number): Date => new Date(Date.UTC(2026, 10, day));
const at = (day: number, ...prefixes: string[]): Reading => ({
  prefixes,
  published: [november(day)],
});

/** A refresher whose list only its test could have held. */
function forgotten(read: Read) {
  const { clock, refresher } = made(read);
  return { clock, refresher };
}

describe("live-list-refresh: a list with a source", () => {
  it("is read soon after the start, but not by a program that ends at once", async () => {
    const read = vi.fn<Read>(lists(...GOOD));
    const { clock, list } = made(read);
    expect(read).not.toHaveBeenCalled();
    expect(clock.waits).toEqual([100]);
    clock.ring();
    await vi.waitFor(() => expect(list.current.size).toBe(1));
    expect(list.date).toEqual(new Date(clock.time));
  });

  it("is read again after the interval, and counted", async () => {
    const { clock, refresher, keep } = made(lists(...GOOD));
    expect(await refresher.refresh()).toBe(true);
    expect(clock.waits.at(-1)).toBe(HOUR);
    expect(clock.pending).toBe(1);
    expect(keep).toHaveBeenCalledTimes(1);
    expect(refresher.stats).toMatchObject({ refreshes: 1, updates: 1, unchanged: 0, failures: 0 });
    expect(refresher.stats.lastSuccess).toEqual(new Date(clock.time));
  });

  it("that has not changed is confirmed, and caches of answers stay", async () => {
    const readings: (Reading | undefined)[] = [{ prefixes: GOOD }, undefined, { prefixes: GOOD }];
    const { clock, list, refresher } = made(async () => readings.shift());
    await refresher.refresh();
    const { generation } = list;
    for (const hours of [1, 2]) {
      clock.time += HOUR;
      await refresher.refresh();
      expect(list.date).toEqual(new Date(clock.time));
      expect(list.generation).toBe(generation);
      expect(refresher.stats).toMatchObject({ updates: 1, unchanged: hours });
    }
  });

  it("that the program itself changed in between gets what its source has", async () => {
    const { list, refresher } = made(lists(...GOOD));
    await refresher.refresh();
    list.update(["198.51.100.0/24"]);
    await refresher.refresh();
    expect(refresher.stats.updates).toBe(2);
  });

  it("is read once at a time", async () => {
    let running = 0;
    let most = 0;
    const { refresher } = made(async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return { prefixes: GOOD };
    });
    await Promise.all([refresher.refresh(), refresher.refresh(), refresher.refresh()]);
    expect([most, refresher.stats.refreshes]).toEqual([1, 1]);
    await refresher.refresh();
    expect(refresher.stats.refreshes).toBe(2);
  });

  it("keeps the last good one when it cannot be read, or what was read is refused", async () => {
    const first = { prefixes: GOOD, publicOnly: true, maxChange: 4 };
    const reads: Read[] = [
      fails(),
      fails("no error"),
      lists(),
      lists("0.0.0.0/0"),
      lists("10.0.0.0/24"),
      lists(...GOOD, "10.0.0.1"),
      lists("198.51.0.0/16"),
      lists(...GOOD, "<html>"),
    ];
    const { keep, list, refresher } = made((signal) => reads.shift()!(signal), {}, first);
    for (let failed = 1; reads.length > 0; failed++) {
      expect(await refresher.refresh()).toBe(false);
      expect(refresher.stats).toMatchObject({ failures: failed, failuresInARow: failed });
      expect(refresher.stats.lastError).toBeInstanceOf(Error);
    }
    expect(list.generation).toBe(0);
    expect(list.current.size).toBe(1);
    // What was refused is to be read again.
    expect(keep).not.toHaveBeenCalled();
  });

  it("that the program itself gave is not confirmed by an empty one", async () => {
    const { list, refresher } = made(lists());
    list.update(GOOD);
    expect(await refresher.refresh()).toBe(false);
  });

  it("waits longer after each failure in a row, and tells the last one's error", async () => {
    const error = new Error("no");
    const reads: Read[] = [fails(null), fails(error), lists(...GOOD), fails(error)];
    const { clock, refresher } = made((signal) => reads.shift()!(signal));
    const seen: unknown[] = [];
    while (reads.length > 0) {
      await refresher.refresh();
      const { failuresInARow, lastError } = refresher.stats;
      seen.push([failuresInARow, lastError, clock.waits.at(-1)]);
      expect(refresher.stats).toSatisfy(Object.isFrozen);
    }
    expect(seen).toEqual([
      [1, new Error("null"), 0.75 * MINUTE],
      [2, error, 1.5 * MINUTE],
      [0, error, HOUR],
      [1, error, 0.75 * MINUTE],
    ]);
  });

  it("is read no further where a part of it fails", async () => {
    const signals: AbortSignal[] = [];
    const { refresher } = made((signal) => {
      signals.push(signal);
      return fails()();
    });
    await refresher.refresh();
    expect(signals[0]?.aborted).toBe(true);
  });

  it("does not go back to an older document", async () => {
    const readings = [at(2, "192.0.2.0/24"), at(1, "198.51.100.0/24"), at(2, "203.0.113.0/24")];
    const { list, refresher } = made(async () => readings.shift());
    expect(await refresher.refresh()).toBe(true);
    expect(await refresher.refresh()).toBe(false);
    expect(refresher.stats.lastError?.message).toContain("2026-11-01");
    expect(await refresher.refresh()).toBe(true);
    expect(list.generation).toBe(2);
  });

  it("does not use a document of the future, after which each one would be older", async () => {
    const tomorrow = new Date("2026-11-02T00:00:00.001Z");
    const late = { prefixes: ["198.51.100.0/24"], published: [tomorrow] };
    const oneLate = { prefixes: ["198.51.100.0/24"], published: [november(1), tomorrow] };
    const readings = [late, oneLate, at(2, "192.0.2.0/24")];
    const { list, refresher } = made(async () => readings.shift());
    for (let tries = 0; tries < 2; tries++) {
      expect(await refresher.refresh()).toBe(false);
      expect(refresher.stats.lastError?.message).toContain("2026-11-02T00:00:00.001Z");
    }
    expect(await refresher.refresh()).toBe(true);
    expect(list.toJSON()).toMatchObject({ entries: 1 });
  });

  it("goes back to an older document of none of several", async () => {
    const pairs = [
      [1, 2],
      [1, 1],
      [2, 2],
    ];
    const readings = pairs.map((days) => ({
      prefixes: GOOD,
      published: days.map((day) => november(day)),
    }));
    const { refresher } = made(async () => readings.shift());
    const seen: boolean[] = [];
    while (readings.length > 0) seen.push(await refresher.refresh());
    expect(seen).toEqual([true, false, true]);
  });

  it("is not waited for longer than the limit, whatever the reader does", async () => {
    const signals: AbortSignal[] = [];
    const { clock, refresher } = made((signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const refreshed = refresher.refresh();
    expect(clock.waits.at(-1)).toBe(MINUTE);
    clock.ring();
    expect(await refreshed).toBe(false);
    expect(signals[0]?.aborted).toBe(true);
    expect(refresher.stats.lastError?.message).toContain("no whole answer within 60000 ms");
  });

  it("stops when it is closed, also while it is read", async () => {
    const { clock, list, refresher } = made(
      (signal) => new Promise((_resolve, reject) => signal.addEventListener("abort", reject)),
    );
    const refreshed = refresher.refresh();
    refresher.close();
    expect(await refreshed).toBe(false);
    expect(clock.pending).toBe(0);
    expect(await refresher.refresh()).toBe(false);
    expect(refresher.stats).toMatchObject({ refreshes: 1, failures: 0 });
    expect(list.isPending).toBe(true);
  });

  it("has no timer left when it is closed, before or after it was read", async () => {
    const { clock, refresher } = made(lists(...GOOD));
    await refresher.refresh();
    refresher.close();
    const unread = made(lists(...GOOD));
    unread.refresher.close();
    expect([clock.pending, unread.clock.pending]).toEqual([0, 0]);
  });

  it("is not used if it is closed while the last of it is read", async () => {
    const { clock, list, refresher } = made(async () => {
      refresher.close();
      return { prefixes: GOOD };
    });
    expect(await refresher.refresh()).toBe(false);
    expect([list.isPending, clock.pending]).toEqual([true, 0]);
  });

  it("is not read again if it is closed while it is used", async () => {
    const { clock, keep, refresher } = made(lists(...GOOD));
    keep.mockImplementation(() => refresher.close());
    expect(await refresher.refresh()).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("stops when no part of the program holds it", async () => {
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc") as () => void;
    const read = vi.fn<Read>(lists(...GOOD));
    const { clock, refresher } = forgotten(read);
    await vi.waitFor(async () => {
      await new Promise((resolve) => void setImmediate(resolve));
      gc();
      expect(await refresher.refresh()).toBe(false);
    });
    const { length } = read.mock.calls;
    clock.ring();
    await refresher.refresh();
    expect(read).toHaveBeenCalledTimes(length);
  });
});
