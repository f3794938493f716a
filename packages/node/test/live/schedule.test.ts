import { describe, expect, it, vi } from "vitest";
import { DocumentError } from "../../src/live/document-error.ts";
import { afterFailure, afterSuccess, REAL } from "../../src/live/schedule.ts";
import { fails, GOOD, HOUR, made, MINUTE } from "./refreshing.ts";

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

  it("is not waited for by a process that ends", () => {
    const setTimer = vi.spyOn(globalThis, "setTimeout");
    REAL.after(1000, () => undefined);
    const timer: NodeJS.Timeout = setTimer.mock.results.at(-1)?.value;
    setTimer.mockRestore();
    expect(timer.hasRef()).toBe(false);
    clearTimeout(timer);
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
