import { readFileSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { pathToFileURL } from "node:url";
import { type Config, createResolver, isResolver, type Resolver } from "@client-ip/core";
import { knownWords, networks, presets } from "@client-ip/presets";
import type { Command } from "commander";
import { isObject } from "@client-ip/core/internal";
import { CommandError } from "../errors.ts";
import type { Terminal } from "./output.ts";

/** The options by which every command is told the path. */
export interface PathOptions {
  /** The path itself: text or JSON. */
  readonly path?: string;
  readonly file?: string;
  readonly app?: string;
}

/** Adds the options that name the path. */
export function addPathOptions(command: Command): Command {
  return command
    .option("--file <file>", "read the path from a file, as text or JSON; - is stdin")
    .option("--app <module#export>", "load the path, or a resolver, from a module of yours");
}

/**
 * The resolver for the path that the options name; without any, `CLIENT_IP_PATH` does.
 *
 * @throws CommandError `command-usage`, `command-file`, `command-module`
 * @throws ClientIpError when the path is not valid
 */
export async function resolverFor(options: PathOptions, terminal: Terminal): Promise<Resolver> {
  const given = await pathOf(options, terminal);
  if (isResolver(given)) return given;
  return createResolver(given, { presets, knownWords, networks, env: terminal.env });
}

async function pathOf(
  { path, file, app }: PathOptions,
  { env, stdin }: Terminal,
): Promise<Config | Resolver> {
  const named = [path, file, app].filter((one) => one !== undefined);
  if (named.length > 1) {
    return failUsage("a path in several places", "one of PATH, --file and --app");
  }
  if (app !== undefined) return exported(app);
  if (file !== undefined) {
    const text = file === "-" ? await textOf(stdin) : fileText(file);
    return text.trim();
  }
  const text = path ?? env["CLIENT_IP_PATH"];
  return text ?? failUsage("no path", "a path, --file, --app, or the variable CLIENT_IP_PATH");
}

/** All that a stream gives, as UTF-8. */
export async function textOf(stream: AsyncIterable<string | Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

/** The text of a file. @throws CommandError `command-file` */
export function fileText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new CommandError({
      code: "command-file",
      given: `the file ${JSON.stringify(file)}`,
      expected: "a file that can be read",
      remedy: `Check the name. Node said: ${messageOf(cause)}`,
      cause,
    });
  }
}

/** What a module exports: a path or a resolver, or a promise of one. createResolver judges it. */
async function exported(app: string): Promise<Config | Resolver> {
  const hash = app.lastIndexOf("#");
  const [file, name] = hash === -1 ? [app, "default"] : [app.slice(0, hash), app.slice(hash + 1)];
  const all = await load(file);
  // A CommonJS module's exports stand in `default`, and beside it if Node can see their names.
  const own = [all, all["default"]].find(
    (one): one is Exports => isObject(one) && Object.hasOwn(one, name),
  );
  if (own === undefined) {
    const names = Object.keys(all).toSorted().join(", ");
    return failModule(
      `the module ${JSON.stringify(file)}, which has no export ${JSON.stringify(name)}`,
      names === "" ? `It exports nothing. ${EXPORT_IT}` : `It exports ${names}.`,
    );
  }
  const value = await settled(own[name], name);
  if (value === undefined) {
    return failModule(`the export ${JSON.stringify(name)}, which is undefined`, "Export the path.");
  }
  if (isObject(value) && !isResolver(value) && Object.keys(value).length === 0) {
    return failModule(
      `the export ${JSON.stringify(name)}, which is an empty object`,
      `A CommonJS module that exports nothing has it as its default. ${EXPORT_IT}`,
    );
  }
  return value;
}

const EXPORT_IT =
  "Export the path from a module that starts no server, such as exports.path = 'nginx', and name the export: --app ./path.js#path.";

/** What a promise gives. @throws CommandError `command-module` if it is rejected */
async function settled(value: Export | Promise<Export>, name: string): Promise<Export> {
  try {
    return await value;
  } catch (cause) {
    return failModule(
      `the export ${JSON.stringify(name)}, a promise that is rejected`,
      `It says: ${messageOf(cause)}`,
    );
  }
}

/** What a module of a user should export. What it does export, createResolver judges. */
type Export = Config | Resolver | undefined;
type Exports = Readonly<Record<string, Export | Promise<Export>>>;

/** The exports of a module. @throws CommandError `command-module` */
async function load(file: string): Promise<Exports> {
  try {
    return await import(pathToFileURL(resolvePath(file)).href);
  } catch (cause) {
    throw new CommandError({
      code: "command-module",
      given: `the module ${JSON.stringify(file)}`,
      expected: "a module that Node can load",
      remedy: `Node said: ${messageOf(cause)}`,
      cause,
    });
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : "nothing");

function failModule(given: string, remedy: string): never {
  throw new CommandError({
    code: "command-module",
    given,
    expected: "an export that is a path or a resolver",
    remedy,
  });
}

/** @throws CommandError `command-usage` */
export function failUsage(given: string, expected: string): never {
  throw new CommandError({
    code: "command-usage",
    given,
    expected,
    remedy: "client-ip --help shows the commands, client-ip COMMAND --help their options.",
  });
}
