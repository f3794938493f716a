import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
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

  it("writes JSON for programs", async () => {
    const { stdout } = await runWith(["check", WIDE, "--json"]);
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
    ["path.mjs", "export const path = 'nginx';", "path"],
    [
      "resolver.cjs",
      "exports.path = Promise.resolve([{ address: 'loopback', tells: 'x-forwarded-for' }]);",
      "path",
    ],
    ["default.mjs", "export default 'nginx';", "default"],
  ])("takes the path from a module: %s", async (name, text, exported) => {
    const file = fileWith(name, text);
    const app = exported === "default" ? file : `${file}#${exported}`;
    expect(await runWith(["check", "--app", app])).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("names the exports of a module that lacks the one that is meant", async () => {
    const file = fileWith("other.mjs", "export const route = 'nginx'; export const hops = 1;");
    const { exitCode, stderr } = await runWith(["check", "--app", `${file}#path`]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error command-module");
    expect(stderr).toContain("It exports hops, route.");
  });

  it("takes a promise that is rejected for a wrong module", async () => {
    const text = "export const path = new Promise((_, no) => setImmediate(no, Error('no vault')));";
    const { exitCode, stderr } = await runWith([
      "check",
      "--app",
      `${fileWith("rejected.mjs", text)}#path`,
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error command-module\n  given the export "path", a promise');
    expect(stderr).toContain("Fix: It says: no vault");
  });

  it.each([
    ["command-module", ["--app", "./no-such-module.mjs"]],
    ["command-file", ["--file", "./no-such-file"]],
    ["command-usage", []],
    ["command-usage", ["nginx", "--file", "x"]],
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

describe("client-ip", () => {
  it.each([[[]], [["--help"]], [["help"]]])("shows its commands: %j", async (args) => {
    const { exitCode, stdout } = await runWith(args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("check [options] [path]");
  });

  it.each(["check", "explain"])("shows examples and exit codes of %s", async (command) => {
    const { exitCode, stdout } = await runWith([command, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Examples:\n  client-ip ${command} `);
    expect(stdout).toContain("Exit codes: 0 fine, 1 ");
  });

  it("names the command or the option that was probably meant", async () => {
    expect((await runWith(["chek"])).stderr).toContain("Did you mean check?");
    expect((await runWith(["explain", "--pth", "x"])).stderr).toContain("Did you mean --path?");
  });

  it.each([
    ["--heder=Cookie: s3cret", "--heder"],
    ["--heder=Cookie: a'\ns3cret", "--heder"],
    ["-HCookie: s3cret", "-H"],
  ])("shows no value of an unknown option: %j", async (option, name) => {
    const { stderr } = await runWith(["explain", option]);
    expect(stderr).toContain(`given unknown option '${name}'\n`);
    expect(stderr).not.toContain("s3cret");
  });
});
