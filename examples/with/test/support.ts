import { existsSync, readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";

import { afterEach, vi } from "vitest";

const folder = new URL("../", import.meta.url);

/** What an honest proxy on this machine sends for 203.0.113.7, whose own text comes first. */
export const FORGED = "X-Forwarded-For: 9.9.9.9, 203.0.113.7";

/** The file of a recipe. Nest's are TypeScript, as its applications are. */
export function fileOf(name: string): URL {
  const files = ["js", "ts"].map((ending) => new URL(`${name}.${ending}`, folder));
  return files.find((file) => existsSync(file)) ?? new URL(name, folder);
}

/**
 * Runs a recipe anew.
 *
 * @param name its file in examples/with, without the ending.
 * @param older the older releases that take the place of packages that it imports, each by its
 *   name in examples/with/package.json: `{ morgan: "morgan-1.9" }`.
 */
export async function recipe<Exports = { readonly app: RequestListener }>(
  name: string,
  older: Readonly<Record<string, string>> = {},
): Promise<Exports> {
  vi.resetModules();
  for (const [of, alias] of Object.entries(older)) vi.doMock(of, () => import(alias));
  try {
    return await import(fileOf(name).href);
  } finally {
    for (const of of Object.keys(older)) vi.doUnmock(of);
  }
}

/**
 * The version of a dependency, as installed.
 *
 * @param within the folder in examples/with whose dependency it is.
 */
export function versionOf(dependency: string, within = ""): string {
  const file = new URL(`${within}node_modules/${dependency}/package.json`, folder);
  return JSON.parse(readFileSync(file, "utf8")).version;
}

const servers = new Set<Server>();

afterEach(() => {
  for (const server of servers) server.close().closeAllConnections();
  servers.clear();
});

/** Listens on a free port of loopback until the test ends. */
export async function listen(listener: RequestListener | Server): Promise<number> {
  const server = typeof listener === "function" ? createServer(listener) : listener;
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A response: its status, its header lines as received, and its body. */
export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends `GET /` with exactly these header lines beside `Host`, on a connection of its own. */
export async function ask(port: number, lines: readonly string[], target = "/"): Promise<Answer> {
  const socket = connect(port, "127.0.0.1");
  const head = [`GET ${target} HTTP/1.1`, "Host: app.example", ...lines, "Connection: close"];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const response = await text(socket);
  const [, status, rest = "", body = ""] =
    /^HTTP\/1\.1 (\d{3}).*\r\n([^]*?)\r\n\r\n([^]*)$/.exec(response) ?? [];
  return { status: Number(status), head: rest, body };
}
