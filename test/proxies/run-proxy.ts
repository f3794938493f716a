import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { findProgram } from "./programs.ts";
import { type RunningProgram, startProgram } from "./running-program.ts";

/** A site's file, as it lies in /etc/nginx/conf.d, inside the least main configuration around it. */
async function nginxArguments(file: string, directory: string): Promise<readonly string[]> {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const main = join(directory, `main.conf`);
  // Root's workers stay root: they must reach a unix socket in a directory that is private to the tests.
  await writeFile(
    main,
    `user root root;
daemon off;
error_log stderr;
pid ${directory}/nginx.pid;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${directory}/${name};`).join("\n  ")}
  include ${file};
}
`,
  );
  return ["-e", "stderr", "-c", main];
}

const argumentsOf = {
  nginx: nginxArguments,
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
};

/** The proxies that the suite knows how to run in the foreground. */
export type ProxyProgram = keyof typeof argumentsOf;

/**
 * Runs a proxy on one configuration file and waits until it listens.
 *
 * @param directory for what the proxy writes.
 * @param port where the file makes it listen on 127.0.0.1.
 */
export async function runProxy(
  program: ProxyProgram,
  file: string,
  directory: string,
  port: number,
): Promise<RunningProgram> {
  const args = await argumentsOf[program](file, directory);
  return startProgram([findProgram(program) ?? program, ...args], port);
}
