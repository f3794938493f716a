import { once } from "node:events";
import { Server as HttpServer } from "node:http";
import { connect, type Server, type Socket } from "node:net";
import { join } from "node:path";

import { allThatComes, conversation, exchange, requestOf } from "../harness/client.ts";
import { type AppReply, readReply } from "../harness/reply.ts";
import { type ProxyTask, runProxy } from "../harness/run-proxy.ts";
import { Programs } from "../harness/running-program.ts";
import { Stage, useStage } from "../harness/stage.ts";
import { type Client, LOOPBACK_IPV4 } from "./clients.ts";
import { freePorts, localPort } from "./ports.ts";

const APP_PORT = 3000;

/** What a test starts on this machine. */
export interface Scenario {
  /**
   * The application, not listening yet; it takes the place of the files' port 3000 or of their unix socket.
   * The directory is that of `prepare`.
   */
  readonly app: (directory: string) => Server | Promise<Server>;
  readonly listensOn?: "port" | "unix socket";
  readonly proxies: readonly ProxyTask[];
  /** Makes what the proxies need in the directory that stands for /etc/mesh and /etc/ssl/app. */
  readonly prepare?: (directory: string) => void;
  /** What clients speak above TCP, by the port where they enter. The directory is that of `prepare`. */
  readonly above?: Readonly<Record<number, (socket: Socket, directory: string) => Socket>>;
  /** Words of the files to replace, beside their ports and directories. */
  readonly replace?: Readonly<Record<string, string>>;
}

/** A client's connection that stays open between requests. */
export interface KeptConnection {
  /** Sends a request; the client's address and port as the application knows them. */
  ask(...lines: readonly string[]): Promise<string>;
  /** The client's own address and port, which each answer should be; known once there was one. */
  honest(): string;
  end(): void;
}

/** Proxies and an application on this machine's own addresses; all ports of the files become free ones. */
export class Loopback extends Stage {
  readonly #scenario: Scenario;
  readonly #ports = new Map<number, number>();
  readonly #programs = new Programs();
  #server: Server | undefined;

  constructor(scenario: Scenario) {
    super();
    this.#scenario = scenario;
  }

  async start(): Promise<void> {
    const { app, listensOn, proxies, prepare, replace = {} } = this.#scenario;
    await this.makeDirectory(prepare);
    const written = [APP_PORT, ...proxies.map(({ port }) => port)];
    const free = await freePorts(written.length);
    for (const [index, port] of written.entries()) {
      this.#ports.set(port, free[index] ?? port);
      this.replace(`${port}`, `${this.port(port)}`);
    }
    for (const [word, by] of Object.entries(replace)) this.replace(word, by);
    this.#server = await app(this.directory);
    const isPort = listensOn !== "unix socket";
    this.#server.listen(isPort ? this.port(APP_PORT) : join(this.directory, "app.sock"));
    await once(this.#server, "listening");
    await Promise.all(
      proxies.map(async ({ runs, file, port }) => {
        const task = { runs, file: await this.place(file), port: this.port(port) };
        await this.#programs.add(runProxy(task, this.directory));
      }),
    );
  }

  log(): Promise<string> {
    return this.#programs.log();
  }

  async stop(): Promise<void> {
    await this.#programs.stop();
    this.#server?.close();
    if (this.#server instanceof HttpServer) this.#server.closeAllConnections();
    await this.removeDirectory();
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
  connect(client: Client, port = 8080): Socket {
    const from = { localAddress: client.address, localPort: localPort() };
    const socket = connect({ host: client.to, port: this.port(port), ...from });
    return this.#scenario.above?.[port]?.(socket, this.directory) ?? socket;
  }

  /** Sends these bytes on one connection; all that comes back until the other side closes it. */
  send(client: Client, bytes: string, port?: number): Promise<string> {
    return allThatComes(this.connect(client, port), bytes);
  }

  /**
   * Sends requests on one connection.
   *
   * @param requests the header lines of each.
   */
  ask(
    client: Client,
    requests: readonly (readonly string[])[],
    port?: number,
  ): Promise<readonly (AppReply | string)[]> {
    return exchange(this.connect(client, port), requests);
  }

  /** Opens a connection that stays open. */
  keep(client: Client = LOOPBACK_IPV4): KeptConnection {
    const socket = this.connect(client);
    const ask = conversation(socket);
    return {
      async ask(...lines) {
        const reply = readReply(await ask(requestOf(lines)));
        return typeof reply === "string" ? reply : `${reply.ip} ${reply.port}`;
      },
      honest: () => `${client.address} ${socket.localPort}`,
      end: () => void socket.destroy(),
    };
  }
}

/** Starts a scenario before the tests of this block and ends it after them. */
export function useLoopback(scenario: Scenario): Loopback {
  const loopback = new Loopback(scenario);
  useStage(loopback);
  return loopback;
}
