import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

// What the remedies put into .cache comes first: Debian's own Caddy is too old to send PROXY headers. Debian
// keeps daemons where only root's PATH looks.
const directories = [
  ...["envoy", "caddy"].map((name) =>
    fileURLToPath(new URL(`../../.cache/${name}/bin`, import.meta.url)),
  ),
  ...(process.env["PATH"] ?? "").split(delimiter),
  "/usr/local/sbin",
  "/usr/sbin",
];

function firstThere(paths: readonly string[], mode: number): string | undefined {
  return paths.find((path) => {
    try {
      accessSync(path, mode);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * The executable of a program, or `undefined` where there is none. A variable such as `NGINX_BIN` or
 * `ENVOY_BIN` names one that lies elsewhere.
 */
export function findProgram(name: string): string | undefined {
  const named = process.env[`${name.toUpperCase()}_BIN`];
  const candidates = named ? [named] : directories.map((directory) => join(directory, name));
  return firstThere(candidates, constants.X_OK);
}

/** The file of one of nginx's modules, or `undefined` where there is none. */
export function findNginxModule(name: string): string | undefined {
  const modules = ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules"];
  return firstThere(
    modules.map((directory) => join(directory, `ngx_${name}_module.so`)),
    constants.R_OK,
  );
}
