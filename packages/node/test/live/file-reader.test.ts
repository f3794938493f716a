import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { FileReader } from "../../src/live/file-reader.ts";
import { MAX_BYTES } from "../../src/live/fetch-document.ts";
import { FORMATS } from "../../src/live/formats.ts";
import { noteOpened } from "./opened.ts";

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), "file-reader-"));
afterAll(() => rmSync(folder, { recursive: true }));

function readFile(path: string) {
  return new FileReader(path, FORMATS.lines, {}).read(signal);
}

describe("live-list-source: a file", () => {
  it("has the date of its last change", async () => {
    const path = join(folder, "edges.txt");
    writeFileSync(path, "192.0.2.0/24\n");
    utimesSync(path, 1000, 1000);
    expect(await readFile(path)).toEqual({ prefixes: ["192.0.2.0/24"], date: new Date(1_000_000) });
  });

  it("is read in its format, and for the entries that are selected", async () => {
    const path = join(folder, "tags.json");
    const values = ["a", "b"].map((name, index) => ({
      name,
      properties: { addressPrefixes: [`192.0.2.${index}`] },
    }));
    writeFileSync(path, JSON.stringify({ values }));
    const { prefixes } = await new FileReader(path, FORMATS.azure, { tag: "b" }).read(signal);
    expect(prefixes).toEqual(["192.0.2.1"]);
  });

  it("has the date of its publication, if its format has one", async () => {
    const path = join(folder, "google.json");
    const prefixes = [{ ipv4Prefix: "192.0.2.0/24" }];
    writeFileSync(path, JSON.stringify({ syncToken: "1000", prefixes }));
    const { published } = await new FileReader(path, FORMATS.google, {}).read(signal);
    expect(published).toEqual([new Date(1000)]);
  });

  it("is refused if it is absent, a folder, a device or too large", async () => {
    await expect(readFile(join(folder, "none.txt"))).rejects.toThrow(
      /^\[live-document\] given the file \S+none\.txt \(ENOENT\), expected a file that can be read\./,
    );
    await expect(readFile(folder)).rejects.toThrow("which is no file");
    await expect(readFile(devNull)).rejects.toThrow("which is no file");
    const path = join(folder, "large.txt");
    writeFileSync(path, Buffer.alloc(MAX_BYTES + 1, "\n"));
    await expect(readFile(path)).rejects.toThrow("more than");
    writeFileSync(path, `192.0.2.1 #${"x".repeat(MAX_BYTES - 11)}`);
    expect((await readFile(path)).prefixes).toEqual(["192.0.2.1"]);
  });

  it.skipIf(process.platform === "win32")("is not waited for if it is a pipe", async () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    // What waited for a writer would wait until then.
    const writer = vi.fn<() => void>(() => closeSync(openSync(path, "r+")));
    const timer = setTimeout(writer, 5000);
    await expect(readFile(path)).rejects.toThrow("which is no file, expected a file.");
    clearTimeout(timer);
    expect(writer).not.toHaveBeenCalled();
  });

  it("is closed, read or not", async () => {
    const handles = noteOpened();
    const path = join(folder, "read.txt");
    writeFileSync(path, "192.0.2.0/24\n");
    await readFile(path);
    await expect(readFile(devNull)).rejects.toThrow("no file");
    expect(handles.map(({ fd }) => fd)).toEqual([-1, -1]);
  });
});
