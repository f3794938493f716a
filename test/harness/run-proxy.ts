import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { findNginxModule, findProgram } from "./programs.ts";
import { type RunningProgram, startProgram } from "./running-program.ts";

/** A proxy on one configuration file of examples/topologies. */
export interface ProxyTask {
  readonly runs: ProxyProgram;
  readonly file: string;
  /** Where the file makes it listen. */
  readonly port: number;
}

/** Writes a main file around a scenario's own; its name. */
async function mainFile(file: string, directory: string, text: string): Promise<string> {
  const main = join(directory, `main-${basename(file)}`);
  await writeFile(main, text);
  return main;
}

/** The smallest main configuration of nginx. */
async function nginx(file: string, directory: string, blocks: string): Promise<string[]> {
  const pid = join(directory, `${basename(file)}.pid`);
  // Root's workers stay root: they must reach the application's unix socket.
  const text = `user root root;\ndaemon off;\nerror_log stderr;\npid ${pid};\n${blocks}events {}\n`;
  return ["-e", "stderr", "-c", await mainFile(file, directory, text)];
}

/** A site's file, as it lies in /etc/nginx/conf.d. */
function nginxSite(file: string, directory: string): Promise<string[]> {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const paths = temporary.map((name) => `${name}_temp_path ${directory}/${name};`).join("\n");
  return nginx(file, directory, `http {\naccess_log off;\n${paths}\ninclude ${file};\n}\n`);
}

/** A file for the stream block, whose module Debian packs apart. */
function nginxStream(file: string, directory: string): Promise<string[]> {
  const load = `load_module ${findNginxModule("stream")};`;
  return nginx(file, directory, `${load}\nstream { include ${file}; }\n`);
}

/** A file as Debian's service takes it, which would go to the background. */
async function stunnel(file: string, directory: string): Promise<string[]> {
  const text = `foreground = yes\npid =\nsyslog = no\n${await readFile(file, "utf8")}`;
  return [await mainFile(file, directory, text)];
}

/**
 * A site's file, as it lies in /etc/apache2/sites-enabled, with the modules that it names. Its log goes to a file: Apache
 * opens /dev/stderr by name, which fails on a socket, and Node gives its children one.
 */
async function apache(file: string, directory: string): Promise<string[]> {
  const modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "headers", "remoteip"].map(
    (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`,
  );
  const text = `ServerName app.example\nPidFile ${file}.pid\nErrorLog ${file}.log
${modules.join("")}Include ${file}\n`;
  return ["-X", "-d", directory, "-f", await mainFile(file, directory, text)];
}

// Without shared memory several Envoys run side by side.
const ENVOY = ["--disable-hot-restart", "--concurrency", "1", "-l", "warning"];

/** How to run each program in the foreground, on a file, with a directory for what it writes, and a port. */
const ARGUMENTS = {
  nginx: nginxSite,
  "nginx stream": nginxStream,
  haproxy: (file: string) => ["-db", "-f", file],
  envoy: (file: string) => ["-c", file, ...ENVOY],
  // Its own directory, so that several run side by side, as the user of the tests.
  varnishd: (file: string, directory: string, port: number) =>
    `-F -j none -n ${directory}/varnish -a :${port} -f ${file} -s malloc,16m`.split(" "),
  stunnel,
  // Its workers must not be root.
  hitch: (file: string) => [
    `--config=${file}`,
    "--daemon=off",
    ...(process.getuid?.() === 0 ? ["--user=nobody"] : []),
  ],
  apache2: apache,
  caddy: (file: string) => ["run", "--adapter", "caddyfile", "--config", file],
};

/** The proxies that the tests know how to run. */
export type ProxyProgram = keyof typeof ARGUMENTS;

/**
 * Runs a proxy on one configuration file and waits until it listens.
 *
 * @param task with the file's real path and the port on which it really listens.
 * @param directory for what the proxy writes.
 * @param prefix of the command, which must stay the same process, such as `nsenter`.
 */
export async function runProxy(
  { runs, file, port }: ProxyTask,
  directory: string,
  prefix: readonly string[] = [],
): Promise<RunningProgram> {
  const args = await ARGUMENTS[runs](file, directory, port);
  const name = runs === "nginx stream" ? "nginx" : runs;
  return startProgram([...prefix, findProgram(name) ?? name, ...args], port, { HOME: directory });
}
