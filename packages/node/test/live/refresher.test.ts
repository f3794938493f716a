import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { LiveAddresses, type LiveAddressesOptions } from "@client-ip/core";
import { afterAll, describe, expect, it, vi } from "vitest";
import { DocumentError } from "../../src/live/document-error.ts";
import type { Reading } from "../../src/live/reader.ts";
import { Refresher } from "../../src/live/refresher.ts";
import { afterFailure, afterSuccess, REAL, type Schedule } from "../../src/live/schedule.ts";
import type { Plan } from "../../src/live/source.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GOOD = ["192.0.2.0/24"];
const folder = mkdtempSync(join(tmpdir(), "live-"));
afterAll(() => rmSync(folder, { recursive: true }));

const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);

/** The texts of the warnings about a list, with this code or any. */
function warningsOf({ name }: LiveAddresses, code?: string): readonly string[] {
  return emitted.mock.calls
    .filter(([, options]) => code === undefined || Object(options).code === code)
    .map(([text]) => String(text))
    .filter((text) => text.includes(name));
}

/** A clock that a test sets, and what it was asked for. */
class Clock implements Schedule {
  time = Date.parse("2026-11-01");
  readonly waits: number[] = [];
  readonly #pending = new Map<number, () => void>();
  #next = 0;

  readonly now = (): number => this.time;
  readonly random = (): number => 0.5;

  readonly after = (milliseconds: number, callback: () => void) => {
    const key = this.#next++;
    this.waits.push(milliseconds);
    this.#pending.set(key, callback);
    return { cancel: () => void this.#pending.delete(key) };
  };

  get pending(): number {
    return this.#pending.size;
  }

  /** Calls what was asked for last. */
  ring(): void {
    const last = [...this.#pending].at(-1);
    if (last === undefined) return;
    this.#pending.delete(last[0]);
    last[1]();
  }
}

type Read = (signal: AbortSignal) => Promise<Reading | undefined>;

function made(read: Read, plan: Partial<Plan> = {}, options: Partial<LiveAddressesOptions> = {}) {
  const clock = new Clock();
  const keep = vi.fn<() => void>();
  const list = new LiveAddresses({ name: `list ${Math.random()}`, ...options });
  const refresher = new Refresher(
    list,
    { reader: { read, keep }, refreshAfter: HOUR, timeout: MINUTE, store: undefined, ...plan },
    clock,
  );
  return { clock, keep, list, refresher };
}

const lists =
  (...prefixes: string[]) =>
  async (): Promise<Reading> => ({ prefixes });
const fails =
  (error: unknown = new Error("no")) =>
  async (): Promise<Reading> => {
    throw error;
  };

const at = (day: number, ...prefixes: string[]): Reading => ({
  prefixes,
  published: new Date(Date.UTC(2026, 10, day)),
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
    const readings = [at(3, "198.51.100.0/24"), at(2, "192.0.2.0/24")];
    const { list, refresher } = made(async () => readings.shift());
    expect(await refresher.refresh()).toBe(false);
    expect(refresher.stats.lastError?.message).toContain("2026-11-03");
    expect(await refresher.refresh()).toBe(true);
    expect(list.toJSON()).toMatchObject({ entries: 1 });
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

describe("live-list-refresh: the time to the next one", () => {
  it("is spread around the interval", () => {
    expect([0, 0.5, 0.999].map((random) => afterSuccess(HOUR, random))).toEqual([
      0.9 * HOUR,
      HOUR,
      Math.round(HOUR * (0.9 + 0.2 * 0.999)),
    ]);
  });

  it("doubles with each failure, up to the interval, and half of it is chance", () => {
    const waits = [1, 2, 3, 7, 99].map((failures) => afterFailure(failures, HOUR, 1));
    expect(waits).toEqual([MINUTE, 2 * MINUTE, 4 * MINUTE, HOUR, HOUR]);
    expect(afterFailure(1, HOUR, 0)).toBe(MINUTE / 2);
  });

  it("is at most what a timer of Node can wait: it would end at once", () => {
    const setTimer = vi.spyOn(globalThis, "setTimeout");
    REAL.after(2 ** 31 * 1.1, () => undefined).cancel();
    expect(setTimer.mock.calls.at(-1)?.[1]).toBe(2 ** 31 - 1);
    setTimer.mockRestore();
  });

  it("is what the server asks for, but not longer than a day", async () => {
    expect(afterFailure(1, HOUR, 0.5, 5 * HOUR)).toBe(5 * HOUR);
    expect(afterFailure(1, HOUR, 0.5, 999 * HOUR)).toBe(24 * HOUR);
    const { clock, refresher } = made(fails(new DocumentError("503", "200", { retryAfter: HOUR })));
    await refresher.refresh();
    expect(clock.waits.at(-1)).toBe(HOUR);
  });

  it("is the lifetime of an answer, but not shorter than half a minute", async () => {
    for (const [lifetime, wait] of [
      [5 * MINUTE, 5 * MINUTE],
      [1, MINUTE / 2],
      [999 * HOUR, HOUR],
    ] as const) {
      const { clock, refresher } = made(async () => ({ prefixes: GOOD, lifetime }));
      await refresher.refresh();
      expect(clock.waits.at(-1)).toBe(wait);
    }
  });
});

describe("live-list-warnings: a list that cannot be kept fresh", () => {
  it("is warned of once: what is in use, and why", async () => {
    const dated = { prefixes: GOOD, date: new Date("2026-08-11") };
    const { list, refresher } = made(fails(new Error("ECONNREFUSED")), {}, dated);
    await refresher.refresh();
    await refresher.refresh();
    const texts = warningsOf(list, "CLIENT_IP_LIVE_LIST");
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain("ECONNREFUSED. The list of 2026-08-11 is in use");
  });

  it("is warned of once it is stale", async () => {
    const options = { prefixes: GOOD, date: new Date("2026-08-11"), staleAfter: HOUR };
    const { list, refresher } = made(fails(), {}, options);
    await refresher.refresh();
    await refresher.refresh();
    const texts = warningsOf(list, "CLIENT_IP_LIVE_LIST_STALE");
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain("is of 2026-08-11, and stale");
  });

  it("without a first list is warned of as such, and is not stale", async () => {
    const { list, refresher } = made(fails(), {}, { staleAfter: HOUR });
    await refresher.refresh();
    expect(warningsOf(list, "CLIENT_IP_LIVE_LIST")[0]).toContain("No address is known");
    expect(warningsOf(list, "CLIENT_IP_LIVE_LIST_STALE")).toEqual([]);
  });

  it("is not warned of for one failure after a success", async () => {
    const reads: Read[] = [lists(...GOOD), fails()];
    const { list, refresher } = made((signal) => reads.shift()!(signal), {}, { staleAfter: HOUR });
    await refresher.refresh();
    await refresher.refresh();
    expect(warningsOf(list)).toEqual([]);
  });
});

const path = (): string => join(folder, `${Math.random()}.json`);

describe("live-list-store: a list that is kept on disk", () => {
  it("is there at the next start, if it is newer than the first list", async () => {
    const store = path();
    const one = made(lists(...GOOD), { store }, { name: "edges" });
    await one.refresher.refresh();
    const old = { name: "edges", prefixes: ["198.51.100.0/24"], date: new Date("2026-08-11") };
    const two = made(fails(), { store }, old);
    expect(two.list.toJSON()).toMatchObject({ entries: 1, date: "2026-11-01T00:00:00.000Z" });
    expect(two.list.generation).toBe(1);
    const three = made(fails(), { store }, { ...old, date: new Date("2026-11-02") });
    expect(three.list.generation).toBe(0);
    expect(made(fails(), { store }, { name: "edges" }).list.isPending).toBe(false);
  });

  it("is checked as any other list", () => {
    const store = path();
    const keep = (kept: object): void => writeFileSync(store, JSON.stringify(kept));
    const date = "2026-11-01T00:00:00.000Z";
    for (const kept of [
      { list: "edges", date, prefixes: ["0.0.0.0/0"] },
      { list: "edges", date, prefixes: ["10.0.0.0/24"] },
      { list: "edges", date, prefixes: [] },
      { list: "edges", date, prefixes: [5] },
      { list: "edges", date: "2999-01-01", prefixes: GOOD },
      { list: "edges", date: "x", prefixes: GOOD },
      { list: "edges", prefixes: GOOD },
      { list: "others", date, prefixes: GOOD },
      [],
    ]) {
      keep(kept);
      const { list } = made(fails(), { store }, { name: "edges", publicOnly: true });
      expect(list.isPending).toBe(true);
    }
    // A device, which may never end.
    expect(made(fails(), { store: devNull }, { name: "edges" }).list.isPending).toBe(true);
    writeFileSync(store, "{");
    expect(made(fails(), { store }, { name: "edges" }).list.isPending).toBe(true);
    keep({ list: "edges", date, prefixes: GOOD });
    expect(made(fails(), { store }, { name: "edges" }).list.isPending).toBe(false);
  });

  it("is written whole beside the old one, with the date of each confirmation", async () => {
    const store = path();
    const { clock, refresher } = made(lists(...GOOD), { store }, { name: "edges" });
    await refresher.refresh();
    clock.time += HOUR;
    await refresher.refresh();
    expect(JSON.parse(readFileSync(store, "utf8"))).toEqual({
      list: "edges",
      date: "2026-11-01T01:00:00.000Z",
      prefixes: GOOD,
    });
  });

  it("that cannot be written fails no refresh", async () => {
    const { list, refresher } = made(lists(...GOOD), { store: join(folder, "no/such/file") });
    expect(await refresher.refresh()).toBe(true);
    expect(list.current.size).toBe(1);
    expect(warningsOf(list)[0]).toContain("is not kept on disk");
  });
});
