import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createResolver } from "@client-ip/core";
import { presets } from "@client-ip/presets";
import { afterAll, describe, expect, it, vi } from "vitest";
import { check } from "../src/check/check.ts";
import { runWith } from "./running.ts";

const folder = mkdtempSync(join(tmpdir(), "client-ip-check-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The path of a new file with this text. */
function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

let wrong = 0;

const EXPORT_IT =
  "Export the path from a module that starts no server, such as exports.path = 'nginx', and name the export: --app ./path.js#path.";

const WIDE = "10.0.0.0/8";
const DANGEROUS = JSON.stringify([{ address: "any", tells: "x-forwarded-for" }]);

describe("client-ip check", () => {
  it("exits with 0 where nothing is found, and for advice", async () => {
    expect(await runWith(["check", "nginx"])).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: "The path is valid. Nothing was found.\n",
    });
    const advice = await runWith(["check", WIDE]);
    expect(advice).toMatchObject({ exitCode: 0, stderr: "" });
    expect(advice.stdout).toContain("advice wide-private-range, hop 10.0.0.0/8\n");
    expect(advice.stdout).toContain("  Fix: ");
    expect(advice.stdout).toMatch(/\n\nThe path is valid\. Dangers: 0\. Advice: 2\.\n$/);
  });

  it("exits with 1 for a danger, and with --strict for advice", async () => {
    expect(await runWith(["check", DANGEROUS])).toMatchObject({ exitCode: 1 });
    expect(await runWith(["check", WIDE, "--strict"])).toMatchObject({ exitCode: 1 });
    expect(await runWith(["check", "nginx", "--strict"])).toMatchObject({ exitCode: 0 });
  });

  it("paints what is dangerous red, and counts", async () => {
    const path = [
      { address: WIDE, tells: "x-forwarded-for" },
      { address: "any", tells: "x-forwarded-for" },
    ];
    const { text } = await check({ path: JSON.stringify(path) }, process);
    expect(text((style, words) => `<${style}>${words}</${style}>`).split("\n\n")).toEqual([
      expect.stringMatching(
        /^<yellow>advice<\/yellow> <bold>wide-private-range<\/bold>, hop <cyan>10\.0\.0\.0\/8<\/cyan>\n {2}.+\n {2}<green>Fix:<\/green> .+$/,
      ),
      expect.stringMatching(
        /^<red>danger<\/red> <bold>any-nearest<\/bold>, hop <cyan>any<\/cyan>\n/,
      ),
      "The path is valid. Dangers: 1. Advice: 1.",
    ]);
  });

  it.each(["cloudfront", "cloudflare"])(
    "reads no live list, says so, and takes it for no danger: %s",
    async (name) => {
      vi.useFakeTimers({ now: new Date("2100-01-01"), toFake: ["Date"] });
      const path = `${name} live secret=env:ORIGIN > app`;
      const env = { ORIGIN: "a-secret-that-is-long-enough-for-all" };
      expect(createResolver(path, { presets, env }).findings).toMatchObject([
        { code: expect.stringMatching(/^live-list-(pending|stale)$/), severity: "danger" },
      ]);
      const args = ["check", path, "--strict"];
      expect(await runWith(args, { env })).toEqual({
        exitCode: 0,
        stderr: `note: the live list of "${name}" was not read, so its addresses were not checked. The application reads it when it runs.\n`,
        stdout: "The path is valid. Nothing was found.\n",
      });
      const { stdout } = await runWith([...args, "--json"], { env });
      expect(JSON.parse(stdout)).toEqual({ findings: [] });
      vi.useRealTimers();
    },
  );

  it("writes JSON for programs", async () => {
    const { stdout } = await runWith(["check", WIDE, "--json"]);
    expect(stdout).toMatch(/^\{\n {2}"findings": \[\n/);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [{ code: "wide-private-range", severity: "advice", hop: WIDE }, {}],
    });
  });

  it("takes the path from CLIENT_IP_PATH, a file, or stdin", async () => {
    const env = { CLIENT_IP_PATH: "loopback" };
    expect(await runWith(["check"], { env })).toMatchObject({ exitCode: 0 });
    const file = fileWith("path.json", `\n${DANGEROUS}\n`);
    expect(await runWith(["check", "--file", file])).toMatchObject({ exitCode: 1 });
    const piped = await runWith(["check", "--file", "-"], { stdin: "nginx\n" });
    expect(piped).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ["path.mjs#path", "export const path = 'nginx'; export default { path: 1 };"],
    ["default.mjs", "export default 'nginx';"],
    [
      "promise.cjs#path",
      "exports.path = Promise.resolve([{ address: 'loopback', tells: 'x-forwarded-for' }]);",
    ],
    ["hidden.cjs#path", "module.exports = Object.fromEntries([['path', 'nginx']]);"],
    ["resolver.mjs#resolver", "export const resolver = globalThis.resolverOfTest;"],
  ])("takes the path from a module: %s", async (app, text) => {
    vi.stubGlobal("resolverOfTest", createResolver("loopback"));
    fileWith(app.replace(/#[a-z]+$/, ""), text);
    const ended = await runWith(["check", "--app", join(folder, app)]);
    expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
    vi.unstubAllGlobals();
  });

  it.each([
    [
      "export const route = 'nginx'; export const hops = 1;",
      'the module "FILE", which has no export "path"',
      "It exports hops, route.",
    ],
    [
      "export {};",
      'the module "FILE", which has no export "path"',
      `It exports nothing. ${EXPORT_IT}`,
    ],
    ["export let path;", 'the export "path", which is undefined', "Export the path."],
    [
      "export const path = new Promise((_, no) => setImmediate(no, Error('no vault')));",
      'the export "path", a promise that is rejected',
      "It says: no vault",
    ],
    [
      "export const path = Promise.reject('s3cret');",
      'the export "path", a promise that is rejected',
      "It says: nothing",
    ],
  ])("refuses the module %j", async (text, given, remedy) => {
    const file = fileWith(`wrong-${wrong++}.mjs`, text);
    const { exitCode, stderr } = await runWith(["check", "--app", `${file}#path`]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error command-module\n  given ${given.replace("FILE", file)}\n`);
    expect(stderr).toContain(`  Fix: ${remedy}\n`);
  });

  it("refuses the default of a CommonJS module that exports nothing", async () => {
    // Node gives such a module this default.
    const file = fileWith("nothing.mjs", "export default {};");
    const { exitCode, stderr } = await runWith(["check", "--app", file]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'error command-module\n  given the export "default", which is an empty object\n',
    );
    expect(stderr).toContain(
      `\n  Fix: A CommonJS module that exports nothing has it as its default. ${EXPORT_IT}\n`,
    );
  });

  it("takes what follows the last # for the name of an export", async () => {
    const { stderr } = await runWith(["check", "--app", "./no#such.mjs#path"]);
    expect(stderr).toContain('error command-module\n  given the module "./no#such.mjs"\n');
  });

  it.each([
    ["a path and a file", ["nginx", "--file", "x"]],
    ["a path and a module", ["nginx", "--app", "x"]],
    ["a file and a module", ["--file", "x", "--app", "y"]],
  ])("refuses %s", async (_what, args) => {
    const { stderr } = await runWith(["check", ...args]);
    expect(stderr).toContain("error command-usage\n  given a path in several places\n");
  });

  it.each([
    ["command-module", ["--app", "./no-such-module.mjs"]],
    ["command-file", ["--file", "./no-such-file"]],
    ["command-usage", []],
    ["command-usage", ["nginx", "--strikt"]],
    ["host-bits", ["10.0.0.1/8"]],
    ["shared-hop-unproven", ["cloudflare"]],
  ])("exits with 2 and says %s: %j", async (code, args) => {
    const { exitCode, stdout, stderr } = await runWith(["check", ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(`^error ${code}\n  given .+\n  expected .+\n  Fix: .+\n  http`),
    );
    const json = await runWith(["check", ...args, "--json"]);
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code, remedy: expect.any(String) } });
  });

  it("expands a secret's variable, and never shows it", async () => {
    const path = "cloudflare secret=env:ORIGIN > aws-alb 10.0.1.0/24 > app";
    const secret = "a-secret-that-is-long-enough-for-all";
    const { exitCode, stdout, stderr } = await runWith(["check", path, "--json"], {
      env: { ORIGIN: secret },
    });
    expect(exitCode).toBe(0);
    expect(stdout + stderr).not.toContain(secret);
  });
});
