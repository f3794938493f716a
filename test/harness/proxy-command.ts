import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { findNginxModule, findProgram } from "./programs.ts";

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

/**
 * The smallest main configuration of nginx. Root's workers stay root: they must reach the
 * application's unix socket.
 */
async function nginx(file: string, directory: string, blocks: string): Promise<string[]> {
  const text = `user root root;\ndaemon off;\nerror_log stderr;\npid ${file}.pid;\n${blocks}events {}\n`;
  return ["-e", "stderr", "-c", await mainFile(file, directory, text)];
}

/**
 * How to run each program in the foreground, on a file, with a directory for what it writes, and a
 * port.
 */
const ARGUMENTS = {
  /** A site's file, as it lies in /etc/nginx/conf.d. */
  nginx: (file: string, directory: string) => {
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const paths = temporary.map((name) => `${name}_temp_path ${directory}/${name};`).join("\n");
    return nginx(file, directory, `http {\naccess_log off;\n${paths}\ninclude ${file};\n}\n`);
  },
  /** A file for the stream block, whose module Debian packs apart. */
  "nginx stream": (file: string, directory: string) => {
    const load = `load_module ${findNginxModule("stream")};`;
    return nginx(file, directory, `${load}\nstream { include ${file}; }\n`);
  },
  haproxy: (file: string) => ["-db", "-f", file],
  // Without shared memory several Envoys run side by side.
  envoy: (file: string) => `-c ${file} --disable-hot-restart --concurrency 1 -l warning`.split(" "),
  // Its own directory, so that several run side by side, as the user of the tests.
  varnishd: (file: string, directory: string, port: number) =>
    `-F -j none -n ${directory}/varnish -a :${port} -f ${file} -s malloc,16m`.split(" "),
  /** A file as Debian's service takes it, which would go to the background. */
  stunnel: async (file: string, directory: string) => {
    const text = `foreground = yes\npid =\nsyslog = no\n${await readFile(file, "utf8")}`;
    return [await mainFile(file, directory, text)];
  },
  // Root's workers must be another user.
  hitch: (file: string) =>
    `--config=${file} --daemon=off${process.getuid?.() === 0 ? " --user=nobody" : ""}`.split(" "),
  /**
   * A site's file, as it lies in /etc/apache2/sites-enabled, with the modules that it names. Its
   * log goes to a file: Apache opens /dev/stderr by name, which fails on a socket, and Node gives
   * its children one.
   */
  apache2: async (file: string, directory: string) => {
    const modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "headers", "remoteip"].map(
      (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`,
    );
    const head = `ServerName app.example\nPidFile ${file}.pid\nErrorLog ${file}.log\n`;
    const text = `${head}${modules.join("")}Include ${file}\n`;
    return ["-X", "-d", directory, "-f", await mainFile(file, directory, text)];
  },
  caddy: (file: string) => ["run", "--adapter", "caddyfile", "--config", file],
};

/** The proxies that the tests know how to run. */
export type ProxyProgram = keyof typeof ARGUMENTS;

/** The command that runs a proxy in the foreground; its file is a real path by now. */
export async function proxyCommand(task: ProxyTask, directory: string): Promise<readonly string[]> {
  const { runs, file, port } = task;
  const name = runs === "nginx stream" ? "nginx" : runs;
  return [findProgram(name) ?? name, ...(await ARGUMENTS[runs](file, directory, port))];
}
