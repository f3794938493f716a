import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";

import { conversation, requestOf } from "../harness/client.ts";
import { type AppReply, readReply } from "../harness/reply.ts";
import { type ProxyTask, runProxy } from "../harness/run-proxy.ts";
import { Programs, startProgram } from "../harness/running-program.ts";
import { asWorkload } from "../harness/tls.ts";
import { runWithin, within } from "./network.ts";

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
  /** The caller's user and group as numbers, such as `65534:65534`; root unless told. */
  readonly as?: string;
  /** Milliseconds that it may take. */
  readonly patience?: number;
}

/** What to put in front of a command for a user and group, such as `1337:1337`. */
function asUser(user: string | undefined): readonly string[] {
  if (user === undefined) return [];
  const [uid, gid] = user.split(":");
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"];
}

/** A host of the laboratory, with the programs that run on it. */
export class Host {
  readonly #namespace: string;
  readonly #programs = new Programs();
  #caller: ChildProcess | undefined;

  /** @param namespace its network namespace. */
  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** Runs a shell script to its end, up to the first command that fails. */
  run(script: string): Promise<string> {
    return runWithin(this.#namespace, script);
  }

  /** Starts a proxy and waits until it listens; see {@link runProxy}. */
  proxy(task: ProxyTask, directory: string, as?: string): Promise<void> {
    const prefix = [...within(this.#namespace), ...asUser(as)];
    return this.#programs.add(runProxy(task, directory, prefix));
  }

  /** Starts any other program and waits until it listens. */
  start(command: readonly string[], listensOn: number | string): Promise<void> {
    return this.#programs.add(startProgram([...within(this.#namespace), ...command], listensOn));
  }

  /**
   * Calls an application.
   *
   * @param directory where the certificates are.
   * @returns its reply, or why there is none.
   */
  async call(call: Call, directory: string): Promise<AppReply | string> {
    const { to, sends = [], begins = "", through, certificate, patience = PATIENCE } = call;
    const [answer, socket] = await this.#connect(call);
    if (socket === undefined) return answer;
    const stream = certificate === undefined ? socket : asWorkload(socket, directory, certificate);
    const timer = setTimeout(() => stream.destroy(new Error("no answer")), patience);
    try {
      const { host } = new URL(to);
      if (through !== undefined) {
        stream.write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
        const [head] = await once(stream, "data");
        if (!/^HTTP\/1.1 200/.test(`${head}`)) return `${head}`;
      }
      return readReply(await conversation(stream)(begins + requestOf(sends, host)));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === "ECONNRESET" || code === "EPIPE" ? "connection closed" : message;
    } finally {
      clearTimeout(timer);
      stream.destroy();
    }
  }

  async #connect({
    to,
    through = to,
    socket: path,
    localPort,
    as = "0:0",
    patience = PATIENCE,
  }: Call): Promise<[answer: string, socket?: Socket]> {
    const { hostname, port, protocol } = new URL(through);
    const address = {
      host: hostname.replace(/[[\]]/g, ""),
      port: Number(port || (protocol === "https:" ? 443 : 80)),
      localPort,
    };
    const [nsenter, ...args] = within(this.#namespace);
    this.#caller ??= spawn(nsenter, [...args, process.execPath, CONNECT], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const user = as.split(":").map(Number);
    this.#caller.send({ ...(path === undefined ? address : { path }), user, patience });
    return (await once(this.#caller, "message")) as [string, Socket?];
  }

  /** All that its programs have printed so far. */
  log(): Promise<string> {
    return this.#programs.log();
  }

  /** Ends its programs and waits until they are gone. */
  async stop(): Promise<void> {
    await this.#programs.stop();
    if (this.#caller?.kill()) await once(this.#caller, "exit");
    this.#caller = undefined;
  }
}
