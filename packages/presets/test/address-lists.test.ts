import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LiveAddresses } from "@client-ip/core";
import { networks, presets } from "@client-ip/presets";
import { afterAll, describe, expect, it } from "vitest";
import { prefixesOf, type Snapshot } from "../src/address-lists/snapshot.ts";
import { PUBLISHED } from "../src/published-lists.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = join(root, "packages/presets/src/address-lists");
const names = readdirSync(folder)
  .filter((file) => file !== "snapshot.ts")
  .map((file) => file.replace(".ts", ""));

const textOf = (name: string): string => readFileSync(join(folder, `${name}.ts`), "utf8");

async function load(name: string): Promise<Snapshot> {
  const module = (await import(join(folder, `${name}.ts`))) as Readonly<Record<string, Snapshot>>;
  return module[name.toUpperCase()] ?? { date: "", sha256: "", text: "" };
}

describe.each(names)("the shipped list of %s", (name) => {
  it("has the date and the checksum of its source", async () => {
    const { date, sha256, ...list } = await load(name);
    const prefixes = prefixesOf({ date, sha256, ...list });
    expect(createHash("sha256").update(prefixes.join("\n")).digest("hex")).toBe(sha256);
    expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(textOf(name)).toContain(`version ${date},`);
  });

  it("says where it is from, and that it may be copied", () => {
    const head = textOf(name).split("import ")[0];
    expect(head).toContain("https://github.com/MISP/misp-warninglists");
    expect(head).toMatch(/a copy of https:\/\/\S+\n/);
    expect(head).toContain("License: CC0 1.0");
  });

  it("is a list of public addresses of both families", async () => {
    const list = new LiveAddresses({
      name,
      prefixes: prefixesOf(await load(name)),
      publicOnly: true,
    });
    expect(new Set(list.current.ranges.map(({ family }) => family))).toEqual(new Set([4, 6]));
  });

  it("belongs to a preset, and to the networks that show a forgotten one", async () => {
    expect(Object.keys(presets)).toContain(name);
    expect(networks[name]).toEqual(prefixesOf(await load(name)));
  });
});

describe("live-list-published: the vendors' lists", () => {
  it("name https URLs, and begin with the shipped lists", () => {
    const lists = Object.entries(PUBLISHED);
    const urls = lists.flatMap(([, { source }]) => source.url ?? []);
    expect(urls.filter((url) => !/^https:\/\/[a-z.-]+\/[\w/.-]+$/.test(url))).toEqual([]);
    const shipped = lists.filter(([, { snapshot }]) => snapshot !== undefined);
    expect(shipped.map(([name]) => name)).toEqual(names.toSorted());
  });
});

describe("tools/snapshots.mjs", () => {
  const from = mkdtempSync(join(tmpdir(), "lists-from-"));
  const to = mkdtempSync(join(tmpdir(), "lists-to-"));
  afterAll(() => {
    for (const made of [from, to]) rmSync(made, { recursive: true });
  });
  const FOLDERS: Readonly<Record<string, string>> = { bunny: "bunny-net" };

  async function write(name: string, change: object = {}): Promise<void> {
    const snapshot = await load(name);
    const path = join(from, "lists", FOLDERS[name] ?? name);
    const version = Number(snapshot.date.replaceAll("-", ""));
    // Any order, and twice: the tool sorts and compares.
    const list = [...prefixesOf(snapshot)].toReversed();
    const json = { type: "cidr", version, list: [...list, list[0]], ...change };
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "list.json"), JSON.stringify(json));
  }

  const args = ["tools/snapshots.mjs", "--from", from, "--to", to];

  it("writes the shipped files, and shows what changed", async () => {
    for (const name of names) await write(name);
    const first = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect(first).toContain("\n  + 104.16.0.0/13\n");
    for (const name of names) {
      expect(readFileSync(join(to, `${name}.ts`), "utf8")).toBe(textOf(name));
    }
    await write("fastly", { list: ["192.0.2.0/24"] });
    const second = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect(second).toContain("fastly: 1 entries of 2026-");
    expect(second).toContain("\n  - 151.101.0.0/16\n");
    expect(second).toContain("\n  + 192.0.2.0/24\n");
    expect(second).not.toContain("104.16.0.0/13");
  });

  it.each([
    { list: ["192.0.2.0/24", "<html>"] },
    { list: ["192.0.2.0/33"] },
    { list: ["0.0.0.0/0"] },
    { list: [] },
    { list: "192.0.2.0/24" },
    { type: "string" },
    { version: 1 },
  ])("refuses %j", async (change) => {
    for (const name of names) await write(name);
    await write("bunny", change);
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect(status).not.toBe(0);
    expect(stderr).toContain("lists/bunny-net/list.json");
  });
});
