import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runWith } from "./running.ts";

const NGINX = ["diff", "--path", "nginx", "--peer", "127.0.0.1", "--header"];

describe("client-ip diff", () => {
  it("shows who is fooled, and exits with 1", async () => {
    const { exitCode, stdout } = await runWith([...NGINX, "X-Forwarded-For: 6.6.6.6, 203.0.113.7"]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^client-ip +203\.0\.113\.7\n/);
    expect(stdout).toMatch(/\nKoa +6\.6\.6\.6 +different +new Koa/);
    expect(stdout).toMatch(/\nExpress, a count +203\.0\.113\.7 +same +app\.set/);
  });

  it("exits with 1 for a single difference", async () => {
    const headers = ["X-Forwarded-For: 203.0.113.7", "--header", "X-Client-IP: 6.6.6.6"];
    const { exitCode, stdout } = await runWith([...NGINX, ...headers]);
    expect(exitCode).toBe(1);
    expect(stdout.match(/ different /g)).toHaveLength(1);
  });

  it("escapes what a library takes from the client as it is", async () => {
    const header = `X-Forwarded-For: \u009B31m${"x".repeat(500)}`;
    const { stdout } = await runWith([...NGINX, header]);
    expect(stdout).not.toContain("\u009B");
    expect((await runWith([...NGINX, "X-Forwarded-For: a\u009B31m"])).stdout).not.toContain(
      "\u009B",
    );
    expect(stdout).toMatch(/\nKoa +"\\u009b31mx{80,}\.\.\. +different/);
  });

  it("exits with 2 for a peer that is no address", async () => {
    const args = ["diff", "--path", "nginx", "--peer", "bogus", "--header", "A: b"];
    const { exitCode, stderr } = await runWith(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error command-usage\n  given the peer "bogus"\n');
  });

  it("exits with 0 where all agree", async () => {
    const { exitCode } = await runWith([...NGINX, "X-Forwarded-For: 203.0.113.7"]);
    expect(exitCode).toBe(0);
  });

  it("says what is no answer, and writes JSON", async () => {
    const args = [...NGINX, "X-Forwarded-For: unknown"];
    const { stdout } = await runWith(args);
    expect(stdout).toMatch(/^client-ip +no client \(hidden\)\n/);
    expect(stdout).toMatch(/\nKoa +unknown +different/);
    const unix = await runWith(["diff", "--path", "unix", "--peer", "unix", "--header", "A: b"]);
    expect(unix.stdout).toMatch(/\nKoa +nothing +same/);
    const { others, clientIp } = JSON.parse((await runWith([...args, "--json"])).stdout);
    expect(clientIp).toEqual({ status: "hidden" });
    expect(others).toContainEqual({
      name: "Koa",
      setting: "new Koa({ proxy: true })",
      answer: "unknown",
      same: false,
    });
  });
});

describe.each(["peers", "request-text"])("@client-ip/cli/%s", (folder) => {
  it("imports nothing that only Node has", () => {
    const path = new URL(`../src/${folder}/`, import.meta.url);
    const texts = readdirSync(path).map((file) => readFileSync(new URL(file, path), "utf8"));
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.filter((text) => /^import (?!type ).*"node:/m.test(text))).toEqual([]);
  });
});
