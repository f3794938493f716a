import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { afterAll, afterEach, beforeAll } from "vitest";

import type { Resolution } from "../../packages/core/src/index.ts";
import type { Client } from "./clients.ts";
import { exchange } from "./exchange.ts";
import { freePorts } from "./free-ports.ts";
import { type ProxyProgram, runProxy } from "./run-proxy.ts";
import type { RunningProgram } from "./running-program.ts";

/** What the example applications answer. */
export interface Answer {
  readonly clientIp?: string;
  readonly clientIpInfo: Resolution;
}

/** A proxy, its configuration file within examples/topologies, and the port on which that makes it listen. */
interface Proxy {
  readonly program: ProxyProgram;
  readonly file: string;
  readonly port: number;
}

/** What a scenario starts. */
export interface Scenario {
  /** The application, not listening yet; it takes the place of the files' port 3000 or of their unix socket. */
  readonly app: () => Server | Promise<Server>;
  readonly listensOn?: "port" | "unix socket";
  readonly proxies: readonly Proxy[];
  /** Makes what the proxies need in the directory that stands for /etc/mesh. */
  readonly prepare?: (directory: string) => void;
  /** A word of the files to replace, beside their ports and directories. */
  readonly replace?: readonly [word: string, by: string];
}

/** A scenario that runs while the tests of its block do. */
export interface Topology {
  /** Where the port that a file names really is. */
  port(written: number): number;
  /** The directory that stands for /etc/mesh. */
  directory(): string;
  /**
   * Sends requests on one connection, and fails unless each is answered by the application.
   *
   * @param requests the header lines of each.
   * @param port as the files name it: where to enter.
   */
  ask(
    client: Client,
    requests: readonly (readonly string[])[],
    port?: number,
  ): Promise<readonly Answer[]>;
}

const examples = new URL("../../examples/topologies/", import.meta.url);
const appPort = 3000;
const startLimit = 30_000;

/**
 * Starts a scenario before the tests of this block and ends it after them. The files run as they lie in
 * examples/topologies, but for three things: each port becomes a free one, the directories /run/app and
 * /etc/mesh become one that is removed afterwards, and `replace`. The proxies' logs are printed when a
 * test fails.
 */
export function useTopology(scenario: Scenario): Topology {
  const ports = new Map<number, number>();
  let starting: readonly Promise<RunningProgram>[] = [];
  let directory = "";
  let server: Server | undefined;

  const port = (written: number): number => ports.get(written) ?? written;

  function rewritten(text: string): string {
    const [word, by] = scenario.replace ?? [];
    const changes = new Map<string | undefined, string>([
      ["/run/app", directory],
      ["/etc/mesh", directory],
      ...[...ports].map(([written, real]) => [`${written}`, `${real}`] as const),
    ]);
    if (word && by) changes.set(word, by);
    const anyOf = new RegExp(`(?<!\\w)(?:${[...changes.keys()].join("|")})(?!\\w)`, "g");
    return text.replaceAll(anyOf, (found) => changes.get(found) ?? found);
  }

  async function start(proxy: Proxy): Promise<RunningProgram> {
    const file = join(directory, basename(proxy.file));
    await writeFile(file, rewritten(await readFile(new URL(proxy.file, examples), "utf8")));
    return runProxy(proxy.program, file, directory, port(proxy.port));
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "client-ip-"));
    scenario.prepare?.(directory);
    const written = [appPort, ...scenario.proxies.map((proxy) => proxy.port)];
    const free = await freePorts(written.length);
    for (const [index, real] of free.entries()) ports.set(written[index] ?? appPort, real);
    server = await scenario.app();
    server.listen(
      scenario.listensOn === "unix socket" ? join(directory, "app.sock") : port(appPort),
    );
    await once(server, "listening");
    starting = scenario.proxies.map(start);
    await Promise.all(starting);
  }, startLimit);

  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    for (const program of await Promise.all(starting)) console.error(program.log());
  });

  // One that fails to start must not leave the others behind.
  afterAll(async () => {
    const results = await Promise.allSettled(starting);
    const started = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    await Promise.all(started.map((program) => program.stop()));
    server?.close();
    server?.closeAllConnections();
    await rm(directory, { recursive: true, force: true });
  });

  return {
    port,
    directory: () => directory,
    async ask(client, requests, written = 8080) {
      const target = { host: client.to, port: port(written), localAddress: client.address };
      const replies = await exchange(connect(target), requests);
      return requests.map((_, index) => {
        const { status, body } = replies[index] ?? {};
        if (status !== 200) throw new Error(`answered by a proxy: ${status} ${body}`);
        return JSON.parse(body ?? "") as Answer;
      });
    },
  };
}
