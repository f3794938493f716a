import { describe, expect, it } from "vitest";
import { fails, GOOD, HOUR, lists, made, type Read, warningsOf } from "../live/refreshing.ts";

describe("live-list-warnings: a list that cannot be kept fresh", () => {
  it("is warned of once: what is in use, and why", async () => {
    const dated = { prefixes: GOOD, date: new Date("2026-08-11") };
    const { list, refresher } = made(fails(new Error("ECONNREFUSED")), {}, dated);
    await refresher.refresh();
    await refresher.refresh();
    const texts = warningsOf(list, "CLIENT_IP_LIVE_LIST");
    expect(texts).toHaveLength(1);
    expect(texts[0]).toBe(
      `The live list "${list.name}" could not be read: ECONNREFUSED. The list of 2026-08-11 is in use, until a refresh succeeds.`,
    );
  });

  it("is warned of once it is stale", async () => {
    const options = { prefixes: GOOD, date: new Date("2026-08-11"), staleAfter: HOUR };
    const { list, refresher } = made(fails(), {}, options);
    await refresher.refresh();
    await refresher.refresh();
    const texts = warningsOf(list, "CLIENT_IP_LIVE_LIST_STALE");
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/ is of 2026-08-11, and stale: .* The last refresh failed: no\.$/);
  });

  it("without a date is of an unknown day, and stale only if it can be", async () => {
    const never = made(fails(new Error("no.")), {}, { prefixes: GOOD });
    await never.refresher.refresh();
    expect(warningsOf(never.list)).toEqual([
      `The live list "${never.list.name}" could not be read: no. The list of an unknown day is in use, until a refresh succeeds.`,
    ]);
    const stale = made(fails(), {}, { prefixes: GOOD, staleAfter: HOUR });
    await stale.refresher.refresh();
    expect(warningsOf(stale.list)).toHaveLength(2);
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
