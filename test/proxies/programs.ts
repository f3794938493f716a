import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

// Debian keeps daemons where only root's PATH looks; Envoy's remedy below puts it into .cache.
const directories = [
  ...(process.env["PATH"] ?? "").split(delimiter),
  "/usr/local/sbin",
  "/usr/sbin",
  fileURLToPath(new URL("../../.cache/envoy/bin", import.meta.url)),
];

/**
 * The executable of a program, or `undefined` where there is none. The variables `NGINX_BIN`,
 * `HAPROXY_BIN` and `ENVOY_BIN` name one that lies elsewhere.
 */
export function findProgram(name: string): string | undefined {
  const named = process.env[`${name.toUpperCase()}_BIN`];
  const candidates = named ? [named] : directories.map((directory) => join(directory, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
