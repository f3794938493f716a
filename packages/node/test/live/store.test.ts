import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { MAX_BYTES } from "../../src/live/fetch-document.ts";
import { readStore } from "../../src/live/store.ts";
import { noteOpened } from "./opened.ts";
import { fails, GOOD, HOUR, lists, made, warningsOf } from "./refreshing.ts";

const folder = mkdtempSync(join(tmpdir(), "store-"));
afterAll(() => rmSync(folder, { recursive: true }));

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
    const same = made(fails(), { store }, { ...old, date: new Date("2026-11-01") });
    expect(same.list.generation).toBe(0);
    expect(warningsOf(same.list)).toEqual([]);
  });

  it("is looked for only where one is kept", () => {
    const { list } = made(fails(), {}, { name: "nowhere.example" });
    expect(warningsOf(list)).toEqual([]);
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
    const [text] = warningsOf(list, "CLIENT_IP_LIVE_LIST_STORE");
    expect(text).toMatch(/ is not kept on disk: .*, open '/);
  });

  it("that cannot take the place of the old file is removed", async () => {
    const store = path();
    mkdirSync(store);
    const { list, refresher } = made(lists(...GOOD), { store });
    expect(await refresher.refresh()).toBe(true);
    expect(warningsOf(list)[0]).toContain("which is no file");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("is whole on the disk, for this user alone, and closed", async () => {
    const handles = noteOpened();
    const store = path();
    const first = await open(devNull);
    const sync = vi.spyOn(Object.getPrototypeOf(first) as FileHandle, "sync");
    await first.close();
    await made(lists(...GOOD), { store }).refresher.refresh();
    expect(sync).toHaveBeenCalledTimes(1);
    sync.mockRestore();
    expect(handles.map(({ fd }) => fd)).toEqual([-1, -1]);
    // Windows has no such modes.
    const mode = process.platform === "win32" ? 0o600 : statSync(store).mode & 0o777;
    expect(mode).toBe(0o600);
  });
});

/** Reads a file with this text. */
function read(text: string) {
  const store = path();
  writeFileSync(store, text);
  return readStore(store, "edges");
}

describe("live-list-store: what was kept", () => {
  const date = "2026-11-01T00:00:00.000Z";

  it.each<[unknown, string]>([
    [null, "another list, or one without a past date"],
    [{ list: "edges", date: 5, prefixes: GOOD }, "another list, or one without a past date"],
    [{ list: "edges", date, prefixes: "::1" }, "another list, or one without a past date"],
    [{ list: "edges", date, prefixes: [...GOOD, 5] }, "another list, or one without a past date"],
  ])("is refused: %j", (kept, given) => {
    expect(() => read(JSON.stringify(kept))).toThrow(`given ${given}, expected the list "edges".`);
  });

  it("is refused if it is no JSON, no file or too large", () => {
    expect(() => read("{")).toThrow(
      /given the file \S+, expected the list "edges" as it was kept\./,
    );
    expect(() => readStore(devNull, "edges")).toThrow(", which is no file, expected a file.");
    const text = JSON.stringify({ list: "edges", date, prefixes: GOOD });
    expect(read(text.padEnd(MAX_BYTES))?.prefixes).toEqual(GOOD);
    expect(() => read(text.padEnd(MAX_BYTES + 1))).toThrow("more than");
  });

  it("is refused if its date is more than 5 minutes ahead", () => {
    const now = vi.spyOn(Date, "now").mockReturnValue(Date.parse(date));
    const at = (ahead: number) => new Date(Date.parse(date) + ahead);
    const kept = (ahead: number) =>
      JSON.stringify({ list: "edges", date: at(ahead), prefixes: GOOD });
    expect(read(kept(300_000))?.date).toEqual(at(300_000));
    expect(() => read(kept(300_001))).toThrow("without a past date");
    now.mockRestore();
  });

  it("is nothing, and no failure, if there is no file", () => {
    expect(readStore(path(), "edges")).toBeUndefined();
  });
});
