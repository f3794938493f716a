import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Server as HttpServer } from "node:http";
import { connect as connectByTcp, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { afterAll, afterEach, beforeAll } from "vitest";

import type { Resolution } from "../../packages/core/src/index.ts";
import type { Client } from "./clients.ts";
import { allThatComes, exchange } from "./exchange.ts";
import { freePorts, localPort } from "./free-ports.ts";
import { type ProxyProgram, runProxy } from "./run-proxy.ts";
import type { RunningProgram } from "./running-program.ts";

/** What the example applications answer. */
export interface Answer {
  readonly clientIp: string | undefined;
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
  /**
   * The application, not listening yet; it takes the place of the files' port 3000 or of their unix socket.
   * The directory is that of `prepare`.
   */
  readonly app: (directory: string) => Server | Promise<Server>;
  readonly listensOn?: "port" | "unix socket";
  readonly proxies: readonly Proxy[];
  /** Makes what the proxies need in the directory that stands for /etc/mesh and /etc/ssl/app. */
  readonly prepare?: (directory: string) => void;
  /** What clients speak above TCP, by the port where they enter. The directory is that of `prepare`. */
  readonly above?: Readonly<Record<number, (socket: Socket, directory: string) => Socket>>;
  /** Words of the files to replace, beside their ports and directories. */
  readonly replace?: Readonly<Record<string, string>>;
}

/** A scenario that runs while the tests of its block do. */
export interface Topology {
  /** Where the port that a file names really is. */
  port(written: number): number;
  /** The directory that stands for /etc/mesh and /etc/ssl/app. */
  directory(): string;
  /** Puts a file of examples/topologies there as the proxies' are, ports and all; where it is then. */
  place(file: string): Promise<string>;
  /**
   * Opens a connection, with whatever clients speak above TCP.
   *
   * @param port as the files name it: where to enter.
   */
  connect(client: Client, port?: number): Socket;
  /** Sends these bytes on one connection; all that comes back until the other side closes it. */
  send(client: Client, bytes: string, port?: number): Promise<string>;
  /**
   * Sends requests on one connection, and fails unless each is answered by the application.
   *
   * @param requests the header lines of each.
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
 * examples/topologies, but for three things: each port becomes a free one, the directories /run/app,
 * /etc/mesh and /etc/ssl/app become one that is removed afterwards, and `replace`. The proxies' logs are printed when a
 * test fails.
 */
export function useTopology(scenario: Scenario): Topology {
  const ports = new Map<number, number>();
  let starting: readonly Promise<RunningProgram>[] = [];
  let directory = "";
  let server: Server | undefined;

  const port = (written: number): number => ports.get(written) ?? written;

  function rewritten(text: string): string {
    const changes = new Map<string, string>([
      ...["/run/app", "/etc/mesh", "/etc/ssl/app"].map((written) => [written, directory] as const),
      ...[...ports].map(([written, real]) => [`${written}`, `${real}`] as const),
      ...Object.entries(scenario.replace ?? {}),
    ]);
    const words = [...changes.keys()].map((word) => word.replaceAll(/[{}[\]]/g, "\\$&"));
    const anyOf = new RegExp(`(?<!\\w)(?:${words.join("|")})(?!\\w)`, "g");
    return text.replaceAll(anyOf, (found) => changes.get(found) ?? found);
  }

  async function place(written: string): Promise<string> {
    const file = join(directory, basename(written));
    await writeFile(file, rewritten(await readFile(new URL(written, examples), "utf8")));
    return file;
  }

  async function start(proxy: Proxy): Promise<RunningProgram> {
    return runProxy(proxy.program, await place(proxy.file), directory, port(proxy.port));
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "client-ip-"));
    scenario.prepare?.(directory);
    const written = [appPort, ...scenario.proxies.map((proxy) => proxy.port)];
    const free = await freePorts(written.length);
    for (const [index, real] of free.entries()) ports.set(written[index] ?? appPort, real);
    server = await scenario.app(directory);
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
    if (server instanceof HttpServer) server.closeAllConnections();
    await rm(directory, { recursive: true, force: true });
  });

  function connect(client: Client, written = 8080): Socket {
    const from = { localAddress: client.address, localPort: localPort() };
    const socket = connectByTcp({ host: client.to, port: port(written), ...from });
    return scenario.above?.[written]?.(socket, directory) ?? socket;
  }

  return {
    port,
    directory: () => directory,
    place,
    connect,
    send: (client, bytes, written) => allThatComes(connect(client, written), bytes),
    async ask(client, requests, written) {
      const replies = await exchange(connect(client, written), requests);
      return requests.map((_, index) => {
        const { status, body } = replies[index] ?? {};
        if (status !== 200) throw new Error(`answered by a proxy: ${status} ${body}`);
        const { clientIp, clientIpInfo } = JSON.parse(body ?? "") as Answer;
        return { clientIp, clientIpInfo };
      });
    },
  };
}
