import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { run } from "../src/index.ts";
import { runWith } from "./running.ts";

describe("client-ip", () => {
  it.each([[["--help"]], [["help"]]])("shows its commands, and examples: %j", async (args) => {
    const { exitCode, stdout, stderr } = await runWith(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("check [options] [path]");
    expect(stdout).toMatch(
      /\n\nExamples:\n {2}client-ip check nginx\n {2}client-ip explain .+\n {2}.+ client-ip doctor .+\n\nExit codes: /,
    );
  });

  it.each([[[]], [["help", "nope"]]])("is called without a command: %j", async (args) => {
    const { stdout } = await runWith(["--help"]);
    expect(await runWith(args)).toEqual({ exitCode: 2, stdout: "", stderr: stdout });
  });

  it.each([
    ["check", "--file --app --strict --json --help", 4],
    [
      "explain",
      "--file --app --peer --header --proxy --encrypted --request --entry --path --json --help",
      3,
    ],
    [
      "diff",
      "--file --app --peer --header --proxy --encrypted --request --entry --path --json --help",
      2,
    ],
    ["doctor", "--yes-this-is-mine --token-env --from --json --help", 2],
    ["vectors", "--run --url --file --http --public-addresses --timeout --json --help", 2],
  ])("shows the options of %s, examples, and exit codes", async (command, options, count) => {
    const { exitCode, stdout } = await runWith([command, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout.match(/(?<=^ {2}(?:-H, )?)--[a-z-]+/gm)?.join(" ")).toBe(options);
    const [, examples = ""] = stdout.split("\n\nExamples:\n");
    const [lines = "", end] = examples.split("\n\n");
    const calls = lines.split("\n").filter((line) => line.includes(`client-ip ${command} `));
    expect([lines.split("\n").length, calls.length]).toEqual([count, count]);
    expect(lines).toMatch(/^(?: {2}\S.*\n?)+$/);
    expect(end).toBe(
      "Exit codes: 0 fine, 1 a danger or a difference, 2 a wrong command, path or request.\n",
    );
  });

  it("shows its version", async () => {
    const stdout = new PassThrough();
    expect(await run(["--version"], { ...process, stdout }, "1.2.3")).toBe(0);
    expect(String(stdout.read())).toBe("1.2.3\n");
    expect(await runWith(["--version"])).toEqual({ exitCode: 0, stdout: "unknown\n", stderr: "" });
  });

  it("throws what is no error of a user", async () => {
    const stdout = new PassThrough();
    stdout.write = () => {
      throw new RangeError("broken");
    };
    await expect(run(["check", "nginx"], { ...process, stdout })).rejects.toThrow("broken");
  });

  it.each([
    [["doctor"], "missing required argument 'url'"],
    [["nope"], "unknown command 'nope'"],
    [["check", "a", "b"], "too many arguments for 'check'. Expected 1 argument but got 2"],
    [["check", "--file"], "option '--file <file>' argument missing"],
    [["check", "-x"], "unknown option '-x'"],
  ])("is called wrongly: %j", async (args, given) => {
    const { exitCode, stdout, stderr } = await runWith(args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^error command-usage\n {2}given .+\n {2}expected .+\n {2}Fix: .+\n {2}http\S+\n$/,
    );
    expect(stderr).toContain(`\n  given ${given}\n  expected a command with its options\n`);
    expect(stderr).toContain("\n  Fix: client-ip --help shows them.\n");
  });

  it("writes an error as JSON, if asked", async () => {
    const { stderr } = await runWith(["check", "10.0.0.1/8", "--json"]);
    expect(stderr).toMatch(/^\{\n {2}"error": \{\n {4}"code": "host-bits",\n/);
    expect(Object.keys(JSON.parse(stderr).error)).toEqual([
      "code",
      "given",
      "expected",
      "remedy",
      "help",
    ]);
  });

  it("names the command or the option that was probably meant", async () => {
    expect((await runWith(["chek"])).stderr).toContain("\n  Fix: Did you mean check?\n");
    const { stderr } = await runWith(["explain", "--pth", "x"]);
    expect(stderr).toContain("\n  Fix: Did you mean --path?\n");
  });

  it.each([
    ["--heder=Cookie: s3cret", "--heder"],
    ["--heder=Cookie: a'\ns3cret", "--heder"],
    ["-bsession=s3cret", "-b"],
    ["--path-of=s3cret", "--path-of"],
  ])("shows no value of an unknown option: %j", async (option, name) => {
    const { stderr } = await runWith(["explain", option]);
    expect(stderr).toContain(`  given unknown option '${name}'\n  expected `);
    expect(stderr).not.toContain("s3cret");
  });
});
