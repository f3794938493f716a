import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { findNginxModule, findProgram } from "./programs.ts";
import { type RunningProgram, startProgram } from "./running-program.ts";

/** The least main configuration of nginx around the blocks that a scenario brings. */
async function nginxArguments(file: string, directory: string, blocks: string): Promise<string[]> {
  const main = join(directory, `main-${basename(file)}`);
  // Root's workers stay root: they must reach a unix socket in a directory that is private to the tests.
  await writeFile(
    main,
    `user root root;
daemon off;
error_log stderr;
pid ${main}.pid;
${blocks}
events {}
`,
  );
  return ["-e", "stderr", "-c", main];
}

/** A site's file, as it lies in /etc/nginx/conf.d. */
function nginxSite(file: string, directory: string): Promise<string[]> {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const blocks = `http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${directory}/${name};`).join("\n  ")}
  include ${file};
}`;
  return nginxArguments(file, directory, blocks);
}

/** A file for the stream block, whose module Debian packs apart. */
function nginxStream(file: string, directory: string): Promise<string[]> {
  const module = findNginxModule("stream");
  return nginxArguments(file, directory, `load_module ${module};\nstream { include ${file}; }`);
}

/** A file as Debian's service takes it, which would go to the background. */
async function stunnelArguments(file: string, directory: string): Promise<string[]> {
  const main = join(directory, `main-${basename(file)}`);
  await writeFile(main, `foreground = yes\npid =\nsyslog = no\n${await readFile(file, "utf8")}`);
  return [main];
}

/** Its workers must not be root. */
function hitchArguments(file: string): string[] {
  const user = process.getuid?.() === 0 ? ["--user=nobody"] : [];
  return [`--config=${file}`, "--daemon=off", ...user];
}

/** Whatever Varnish would share with another one lies in the directory; it runs as whoever runs the tests. */
function varnishArguments(file: string, directory: string, port: number): string[] {
  const name = join(directory, "varnish");
  return ["-F", "-j", "none", "-n", name, "-a", `:${port}`, "-f", file, "-s", "malloc,16m"];
}

/**
 * A site's file, as it lies in /etc/apache2/sites-enabled, with the modules that it names. Its log goes to a file: Apache
 * opens /dev/stderr by name, which a socket, such as Node gives its children, does not allow.
 */
async function apacheArguments(file: string, directory: string): Promise<string[]> {
  const main = join(directory, `main-${basename(file)}`);
  const modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "headers", "remoteip"];
  await writeFile(
    main,
    `ServerName app.example
PidFile ${main}.pid
ErrorLog ${main}.log
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
Include ${file}
`,
  );
  return ["-X", "-d", directory, "-f", main];
}

const argumentsOf = {
  nginx: nginxSite,
  "nginx stream": nginxStream,
  haproxy: (file: string) => ["-db", "-f", file],
  // Without shared memory several Envoys run side by side.
  envoy: (file: string) => [
    "-c",
    file,
    "--disable-hot-restart",
    "--concurrency",
    "1",
    "-l",
    "warning",
  ],
  varnishd: varnishArguments,
  stunnel: stunnelArguments,
  hitch: hitchArguments,
  apache2: apacheArguments,
  caddy: (file: string) => ["run", "--adapter", "caddyfile", "--config", file],
};

/** The proxies that the suite knows how to run in the foreground. */
export type ProxyProgram = keyof typeof argumentsOf;

/**
 * Runs a proxy on one configuration file and waits until it listens.
 *
 * @param directory for what the proxy writes.
 * @param port where the file makes it listen.
 * @param prefix of the command, which must stay the same process, such as `nsenter`.
 */
export async function runProxy(
  program: ProxyProgram,
  file: string,
  directory: string,
  port: number,
  prefix: readonly string[] = [],
): Promise<RunningProgram> {
  const args = await argumentsOf[program](file, directory, port);
  const name = program === "nginx stream" ? "nginx" : program;
  const [first = name, ...rest] = [...prefix, findProgram(name) ?? name, ...args];
  return startProgram([first, ...rest], port, { HOME: directory });
}
