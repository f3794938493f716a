import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { Resolution } from "../../packages/core/src/index.ts";
import { runProxy, type ProxyProgram } from "../proxies/run-proxy.ts";
import { type RunningProgram, startProgram } from "../proxies/running-program.ts";
import { runWithin, within } from "./network.ts";

/** What the applications answer. */
export interface Answer {
  readonly clientIp?: string;
  readonly clientIpInfo: Resolution;
}

/** Seconds that a call may take. */
const PATIENCE = 5;

/** What the exit status of curl, and of speak.js, says about a connection without an answer. */
const FAILURES: Readonly<Record<number, string>> = {
  7: "connection refused",
  28: "no answer",
  52: "connection closed",
  55: "connection closed",
  56: "connection closed",
};

const server = fileURLToPath(new URL("../../examples/topologies/dist/serve.js", import.meta.url));

/**
 * What an application answers.
 *
 * @returns why it is no answer where the status is not 200, and the text where that is not JSON.
 */
export function readAnswer(status: string, text: string): Answer | string {
  if (status !== "200") return `HTTP ${status}`;
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return text;
  }
}

/** What to put in front of a command for a user and group, such as `1337:1337`. */
function asUser(user: string | undefined): readonly string[] {
  if (user === undefined) return [];
  const [uid, gid] = user.split(":");
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"];
}

/** A host of the laboratory, with what runs on it. */
export class Host {
  readonly #namespace: string;
  readonly #programs: RunningProgram[] = [];

  /** @param namespace its network namespace. */
  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** Runs a shell script to its end, up to the first command that fails. */
  run(script: string): Promise<string> {
    return runWithin(this.#namespace, script);
  }

  /**
   * Starts a proxy on a configuration file and waits until it listens.
   *
   * @param directory for what it writes.
   */
  async proxy(
    program: ProxyProgram,
    file: string,
    directory: string,
    { port, as }: { readonly port: number; readonly as?: string | undefined },
  ): Promise<void> {
    const prefix = [...within(this.#namespace), ...asUser(as)];
    this.#programs.push(await runProxy(program, file, directory, port, prefix));
  }

  /** Starts any other program and waits until it listens. */
  async start(command: readonly string[], listensOn: number | string): Promise<void> {
    const [first, ...rest] = within(this.#namespace);
    this.#programs.push(await startProgram([first, ...rest, ...command], listensOn, {}));
  }

  /**
   * Starts examples/topologies/serve.ts.
   *
   * @param application one of those that it knows.
   * @param topology the folder of its path.
   * @param socket where it listens; on port 3000 unless told.
   */
  serve(application: string, topology: string, socket?: string): Promise<void> {
    const command = [process.execPath, server, application, topology];
    return this.start(socket ? [...command, socket] : command, socket ?? 3000);
  }

  /**
   * Calls an application.
   *
   * @param options further ones for curl.
   * @param as its user and group as numbers, root unless told.
   * @returns its answer, or why there is none.
   */
  call(url: string, options: readonly string[] = [], as?: string): Promise<Answer | string> {
    const [nsenter, ...rest] = within(this.#namespace);
    const args = [...rest, ...asUser(as)];
    const always = ["-sS", "-g", "--max-time", `${PATIENCE}`, "-w", "\n%{http_code}"];
    return new Promise((resolve) => {
      execFile(nsenter, [...args, "curl", ...always, ...options, url], (error, stdout) => {
        const lines = stdout.trimEnd().split("\n");
        const status = lines.pop() ?? "";
        if (error) resolve(FAILURES[Number(error.code)] ?? error.message);
        else resolve(readAnswer(status, lines.join("\n")));
      });
    });
  }

  /**
   * Calls an application with bytes in front of the request.
   *
   * @param lines of the request's header.
   * @returns its answer, or why there is none.
   */
  async callAfter(begins: string, url: string, lines: readonly string[]): Promise<Answer | string> {
    const { host, hostname, port } = new URL(url);
    const head = ["GET / HTTP/1.1", `Host: ${host}`, "Connection: close", ...lines, "", ""];
    const address = hostname.replace(/[[\]]/g, "");
    const text = await this.speak(address, Number(port || 80), begins + head.join("\r\n"));
    const [, status, body = ""] = /^HTTP\/1\.1 (\d+)[^]*?\r\n\r\n([^]*)/.exec(text) ?? [];
    if (status === undefined) return text;
    return readAnswer(status, body);
  }

  /**
   * Opens a connection and sends these bytes, of characters up to U+00FF.
   *
   * @returns all that comes back until the other side closes it, for as long as a call may take, or why nothing does.
   */
  speak(address: string, port: number, bytes: string): Promise<string> {
    const [nsenter, ...args] = within(this.#namespace);
    const netcat = fileURLToPath(new URL("speak.js", import.meta.url));
    const child = spawn(nsenter, [...args, process.execPath, netcat, address, `${port}`]);
    let text = "";
    child.stdout.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
    child.stdin.end(bytes, "latin1");
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        resolve(text || (FAILURES[Number(code)] ?? "connection closed"));
      });
    });
  }

  /** All that its programs have printed so far. */
  log(): string {
    return this.#programs.map((program) => program.log()).join("\n");
  }

  /** Ends its programs and waits until they are gone. */
  async stop(): Promise<void> {
    await Promise.all(this.#programs.splice(0).map((program) => program.stop()));
  }
}
