import { once } from "node:events";
import { Server as HttpServer } from "node:http";
import { connect, type Server, type Socket } from "node:net";
import { join } from "node:path";

import { allThatComes, conversation, exchange, requestOf } from "../harness/client.ts";
import { readReply, type Reply } from "../harness/reply.ts";
import type { ProxyTask } from "../harness/proxy-command.ts";
import { Programs } from "../harness/running-programs.ts";
import { Stage, useStage } from "../harness/stage.ts";
import { type Client, LOOPBACK_IPV4 } from "./clients.ts";
import { freePort, localPort } from "./ports.ts";

const APP_PORT = 3000;

type Requests = Parameters<typeof exchange>[1];

/**
 * What a test starts on this machine. Each `directory` stands for /etc/mesh, /etc/ssl/app and
 * /run/app.
 */
export interface Scenario {
  /** The application, not listening yet. */
  readonly app: (directory: string) => Server | Promise<Server>;
  /** The unix socket in the directory where it listens; in place of port 3000. */
  readonly socket?: string;
  readonly proxies: readonly ProxyTask[];
  /** Makes what the proxies need in the directory. */
  readonly prepare?: (directory: string) => void;
  /** What clients speak above TCP, by the port where they enter. */
  readonly above?: Readonly<Record<number, (socket: Socket, directory: string) => Socket>>;
  /** Words of the files to replace, beside their ports and directories. */
  readonly replace?: Readonly<Record<string, string>>;
}

/**
 * Proxies and an application on this machine's own addresses. All ports of the files become free
 * ones.
 */
export class Loopback extends Stage {
  readonly #scenario: Scenario;
  readonly #ports = new Map<number, number>();
  #server: Server | undefined;

  constructor(scenario: Scenario) {
    super();
    this.#scenario = scenario;
  }

  async start(): Promise<void> {
    const { app, socket, proxies, prepare, replace = {} } = this.#scenario;
    await this.makeDirectory(prepare);
    for (const written of [APP_PORT, ...proxies.map(({ port }) => port)]) {
      this.#ports.set(written, await freePort());
      this.words.set(`${written}`, `${this.port(written)}`);
    }
    for (const [word, by] of Object.entries(replace)) this.words.set(word, by);
    this.#server = await app(this.directory);
    this.#server.listen(socket === undefined ? this.port(APP_PORT) : join(this.directory, socket));
    await once(this.#server, "listening");
    const programs = new Programs();
    this.hosts.set("this machine", programs);
    const starting = proxies.map(async ({ runs, file, port }) => {
      const task = { runs, file: await this.place(file), port: this.port(port) };
      await programs.proxy(task, this.directory);
    });
    await Promise.all(starting);
  }

  override async stop(): Promise<void> {
    await super.stop();
    this.#server?.close();
    if (this.#server instanceof HttpServer) this.#server.closeAllConnections();
  }

  /** Where the port that a file names really is. */
  port(written: number): number {
    return this.#ports.get(written) ?? written;
  }

  /**
   * Opens a connection, with what clients speak above TCP.
   *
   * @param port as the files name it: where to enter.
   */
  connect({ address, to }: Client, port = 8080): Socket {
    const from = { localAddress: address, localPort: localPort() };
    const socket = connect({ host: to, port: this.port(port), ...from });
    return this.#scenario.above?.[port]?.(socket, this.directory) ?? socket;
  }

  /** Sends these bytes on one connection; all that comes back until the other side closes it. */
  send(client: Client, bytes: string, port?: number): Promise<string> {
    return allThatComes(this.connect(client, port), bytes);
  }

  /** Sends requests, each of these header lines, on one connection. */
  ask(client: Client, requests: Requests, port?: number): Promise<readonly Reply[]> {
    return exchange(this.connect(client, port), requests);
  }

  /**
   * Opens a connection that stays open, to compare the client that the application sees with the
   * honest one.
   */
  keep(client: Client = LOOPBACK_IPV4) {
    const socket = this.connect(client);
    const ask = conversation(socket);
    return {
      /** Sends a request; the client's address and port as the application knows them. */
      async ask(...lines: readonly string[]): Promise<string> {
        const reply = readReply(await ask(requestOf(lines)));
        return typeof reply === "string" ? reply : `${reply.ip} ${reply.port}`;
      },
      /** The client's own address and port, known once there was an answer. */
      honest: (): string => `${client.address} ${socket.localPort}`,
      end: (): void => void socket.destroy(),
    };
  }
}

/** Starts a scenario before the tests of this block and ends it after them. */
export function useLoopback(scenario: Scenario): Loopback {
  return useStage(new Loopback(scenario));
}
