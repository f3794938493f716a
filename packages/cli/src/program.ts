import { ClientIpError } from "@client-ip/core";
import { Command, CommanderError } from "commander";
import { check, type CheckOptions } from "./check/check.ts";
import { CommandError } from "./errors.ts";
import { diff } from "./diff/diff.ts";
import { doctor, type DoctorOptions } from "./doctor/doctor.ts";
import { explain, type ExplainOptions } from "./explain/explain.ts";
import { paintOf, type Report, type Terminal, writeReport } from "./options/output.ts";
import { addPathOptions } from "./options/path-option.ts";
import { addRequestOptions, collect, wholeNumber } from "./options/request-option.ts";
import { vectors, type VectorsOptions } from "./vectors/vectors.ts";

/** The option of every command. */
interface Json {
  readonly json?: boolean;
}

/** The exit code for a wrong command line or configuration. */
const USAGE = 2;

/**
 * Runs the command `client-ip`.
 *
 * @param args without the names of Node and of the program: `process.argv.slice(2)`.
 * @param terminal where it reads and writes: the process's own streams and variables.
 * @param version what `--version` shows.
 * @returns the exit code. 0: all is well. 1: a danger, or a difference. 2: the command line, the
 *   path or the request is wrong. It never throws for what a user can write.
 *
 * @example
 * ```ts
 * import { PassThrough } from "node:stream";
 * import { run } from "@client-ip/cli";
 *
 * const stdout = new PassThrough();
 * const terminal = { stdin: process.stdin, stdout, stderr: stdout, env: {} };
 * await run(["check", "loopback", "--json"], terminal); // -> 0
 * JSON.parse(String(stdout.read())); // -> { findings: [] }
 * ```
 */
export async function run(
  args: readonly string[],
  terminal: Terminal = process,
  version = "unknown",
): Promise<0 | 1 | 2> {
  let exitCode: 0 | 1 = 0;
  const program = programFor(terminal, version, (code) => (exitCode = code));
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // No command: its answer is the help.
      if (error.code === "commander.help") return USAGE;
      writeError(usageError(error), args, terminal);
      return USAGE;
    }
    if (!(error instanceof ClientIpError)) throw error;
    writeError(error, args, terminal);
    return USAGE;
  }
}

function programFor(
  terminal: Terminal,
  version: string,
  ended: (exitCode: 0 | 1) => void,
): Command {
  const program = new Command("client-ip")
    .description(
      "Who is really calling: checks paths of proxies, and explains the client of a request.",
    )
    .version(version, "--version", "show the version")
    .helpOption("--help", "show the options, with examples")
    .addHelpText("after", examples([CHECK, EXPLAIN, DOCTOR].map(([first]) => first)))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      // Errors have one form, below.
      outputError: () => {},
    });
  /** What a command does: writes the report of these options. */
  const write = async (report: Promise<Report>, { json }: Json): Promise<void> => {
    ended(writeReport(await report, json === true, terminal));
  };

  addPathOptions(program.command("check"))
    .argument("[path]", "the path, as CLIENT_IP_PATH takes it; JSON too")
    .description("what is wrong with a path, and what to write")
    .option("--strict", "exit with 1 for advice, too")
    .option("--json", "write JSON")
    .addHelpText("after", examples(CHECK))
    .action((path: string | undefined, options: CheckOptions & Json) =>
      write(check(path === undefined ? options : { ...options, path }, terminal), options),
    );

  /** A command about one request through a path. */
  const aboutRequest = (
    name: string,
    description: string,
    lines: readonly string[],
    report: (options: ExplainOptions, terminal: Terminal) => Promise<Report>,
  ): void => {
    addRequestOptions(addPathOptions(program.command(name)))
      .option("--path <path>", "the path, as CLIENT_IP_PATH takes it; JSON too")
      .description(description)
      .option("--json", "write JSON")
      .addHelpText("after", examples(lines))
      .action((options: ExplainOptions & Json) => write(report(options, terminal), options));
  };
  const walk = "who the client of a request is, and why: the walk, step by step";
  aboutRequest("explain", walk, EXPLAIN, explain);
  aboutRequest("diff", "what other libraries answer to the same request", DIFF, diff);

  program
    .command("doctor")
    .argument("<url>", "your application, as its clients see it")
    .description("what the proxies in front of your application do, asked from outside")
    .option("--yes-this-is-mine", "the application is yours; forged headers are sent to it")
    .option("--token-env <name>", "the variable with the endpoint's token", "DIAGNOSTICS_TOKEN")
    .option("--from <address>", "your own address, as the outermost proxy sees it")
    .option("--json", "write JSON")
    .addHelpText("after", examples(DOCTOR))
    .action((url: string, options: DoctorOptions & Json) =>
      write(doctor(url, options, terminal), options),
    );

  program
    .command("vectors")
    .description("asks another implementation about each recorded request, and counts")
    .option("--run <command>", "a program: a question a line on stdin, an answer a line on stdout")
    .option("--url <url>", "a server: each question is posted as JSON")
    .option("--file <name>", "the recordings of one proxy; give it again for more", collect)
    .option("--http", "leave out requests with PROXY headers")
    .option("--public-addresses", "with public addresses in place of the documentation's")
    .option("--timeout <ms>", "for each answer; 5000 by default", wholeNumber)
    .option("--json", "write JSON")
    .addHelpText("after", examples(VECTORS))
    .action((options: VectorsOptions & Json) => write(vectors(options), options));

  return program;
}

const CHECK = [
  "client-ip check nginx",
  "client-ip check 'cloudflare secret=env:ORIGIN > aws-alb 10.0.1.0/24 > app'",
  "client-ip check --app ./dist/path.js#path --strict",
  "docker compose config --format json | jq -r '.services.app.environment.CLIENT_IP_PATH' | client-ip check --file -",
] as const;

const EXPLAIN = [
  "client-ip explain --path nginx --peer 127.0.0.1 --header 'X-Forwarded-For: 6.6.6.6, 203.0.113.7'",
  "curl -v http://localhost:3000 2>&1 | client-ip explain --path nginx --peer 127.0.0.1",
  "client-ip explain --path nginx --peer 127.0.0.1 --request saved.har --entry 3",
] as const;

const DOCTOR = [
  "DIAGNOSTICS_TOKEN=… client-ip doctor https://app.example --yes-this-is-mine",
  "client-ip doctor http://localhost:8080 --yes-this-is-mine --token-env TOKEN --json",
] as const;

const DIFF = [
  "client-ip diff --path nginx --peer 127.0.0.1 --header 'X-Forwarded-For: 6.6.6.6, 203.0.113.7'",
  "client-ip diff --path nginx --peer 127.0.0.1 --request saved.har --entry 3 --json",
];

const VECTORS = [
  "client-ip vectors --run 'python3 client_ip.py'",
  "client-ip vectors --url http://127.0.0.1:8080/ask --file nginx --file envoy --json",
];

const examples = (lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n\nExit codes: 0 fine, 1 a danger or a difference, 2 a wrong command, path or request.`;

/** What commander says, as an error of this library. */
function usageError({ message }: CommanderError): CommandError {
  const [first = "", hint] = withoutValue(message)
    .replace(/^error: /, "")
    .split("\n");
  return new CommandError({
    code: "command-usage",
    given: first.replace(/\.$/, ""),
    expected: "a command with its options",
    remedy: hint === undefined ? "client-ip --help shows them." : hint.replaceAll(/[()]/g, ""),
  });
}

/** Where an unknown option is quoted: `--name=value` and `-nvalue` without the value. */
function withoutValue(message: string): string {
  return message.replace(
    /^(error: unknown option ')(--[^=\s]*|-[^-])[^]*?('(?:\n\(Did you mean [^\n()]*\?\))?)$/,
    "$1$2$3",
  );
}

function writeError(
  error: ClientIpError<string>,
  args: readonly string[],
  terminal: Terminal,
): void {
  const { code, given, expected, remedy, help } = error;
  const paint = paintOf(terminal.stderr);
  const text = args.includes("--json")
    ? JSON.stringify({ error: { code, given, expected, remedy, help } }, null, 2)
    : [
        `${paint("red", "error")} ${paint("bold", code)}`,
        `  given ${given}`,
        `  expected ${expected}`,
        `  ${paint("green", "Fix:")} ${remedy}`,
        `  ${help}`,
      ].join("\n");
  terminal.stderr.write(`${text}\n`);
}
