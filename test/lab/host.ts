import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";

import { conversation, requestOf } from "../harness/client.ts";
import { readReply, type Reply, type Response } from "../harness/reply.ts";
import { Programs } from "../harness/running-programs.ts";
import { asWorkload } from "../harness/tls.ts";
import { run, within } from "./network.ts";

/** Milliseconds that a call may take. */
const PATIENCE = 5000;

const CONNECT = fileURLToPath(new URL("connect.js", import.meta.url));

/** A request of a host's to an application. */
export interface Call {
  /** A URL. */
  readonly to: string;
  /** Header lines. */
  readonly sends?: readonly string[];
  /** Bytes in front of the request, such as a PROXY header. */
  readonly begins?: string;
  /** The unix socket to call. */
  readonly socket?: string;
  /** The proxy to ask for a tunnel there (HTTP CONNECT), a URL. */
  readonly through?: string;
  /** The workload of the mesh whose certificate is shown where a URL is `https`. */
  readonly certificate?: string;
  /** The caller's own port. */
  readonly localPort?: number;
  /** The caller's user and group as numbers, such as `65534:65534`. The default is root. */
  readonly as?: string;
  /** Milliseconds that it may take. */
  readonly patience?: number;
  /** Whether it sends nothing before the application has accepted the connection. */
  readonly waits?: boolean;
}

/** Where a response was asked for. */
interface Asked {
  /** The caller's own address. */
  readonly localAddress: string | undefined;
}

/** A host of the laboratory, with the programs that run on it. */
export class Host extends Programs {
  readonly #namespace: string;
  #caller: ChildProcess | undefined;

  /** @param namespace its network namespace. */
  constructor(namespace: string) {
    super();
    this.#namespace = namespace;
  }

  override get prefix(): readonly string[] {
    return within(this.#namespace);
  }

  /** Runs a shell script to its end, up to the first command that fails. */
  run(script: string): Promise<string> {
    return run(script, this.prefix);
  }

  /** Calls an application; the directory has the certificates. */
  async call(call: Call, directory: string): Promise<Reply> {
    const response = await this.ask(call, directory);
    return typeof response === "string" ? response : readReply(response);
  }

  /** The same; the response as it came, or why there is none. */
  async ask(call: Call, directory: string): Promise<(Response & Asked) | string> {
    const { to, sends = [], begins = "", through, certificate, patience = PATIENCE } = call;
    const [answer, socket] = await this.#connect(call, patience);
    if (socket === undefined) return answer;
    // Connections are accepted in their order: when another one is answered, this one was.
    if (call.waits === true) await this.ask({ to }, directory);
    const stream = certificate === undefined ? socket : asWorkload(socket, directory, certificate);
    const timer = setTimeout(() => stream.destroy(new Error("no answer")), patience);
    try {
      const { host, pathname } = new URL(to);
      if (through !== undefined) {
        stream.write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
        const [head] = await once(stream, "data");
        if (!/^HTTP\/1.1 200/.test(`${head}`)) return `${head}`;
      }
      const { localAddress } = stream;
      const response = await conversation(stream)(begins + requestOf(sends, host, pathname));
      return response === undefined ? "connection closed" : { ...response, localAddress };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === "ECONNRESET" || code === "EPIPE" ? "connection closed" : message;
    } finally {
      clearTimeout(timer);
      stream.destroy();
    }
  }

  async #connect(
    { to, through = to, socket: path, localPort, as = "0:0" }: Call,
    patience: number,
  ): Promise<[answer: string, socket?: Socket]> {
    const { hostname, port, protocol } = new URL(through);
    const host = hostname.replace(/[[\]]/g, "");
    const address = { host, port: port || (protocol === "https:" ? 443 : 80), localPort };
    const [nsenter = "", ...args] = this.prefix;
    this.#caller ??= spawn(nsenter, [...args, process.execPath, CONNECT], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const user = as.split(":").map(Number);
    this.#caller.send({ ...(path === undefined ? address : { path }), user, patience });
    return (await once(this.#caller, "message")) as [string, Socket?];
  }

  override async stop(): Promise<void> {
    await super.stop();
    if (this.#caller?.kill()) await once(this.#caller, "exit");
    this.#caller = undefined;
  }
}
