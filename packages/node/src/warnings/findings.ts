import type { Resolver } from "@client-ip/core";
import { warnOnce } from "./warn-once.ts";

/** A refresh that fails warns of these. At the start none has been tried yet. */
const LATER: ReadonlySet<string> = new Set(["live-list-pending", "live-list-stale"]);

/**
 * Warns once per process of each finding with severity `danger`.
 */
export function warnOfDangers({ findings }: Pick<Resolver, "findings">): void {
  for (const { code, severity, hop, message, remedy } of findings) {
    if (severity !== "danger" || LATER.has(code)) continue;
    const text = () =>
      `${code}, hop "${hop}": ${message} ${remedy} If it is right so: createResolver(path, { accept: ["${code}"] }).`;
    warnOnce("CLIENT_IP_FINDING", hop, text, `CLIENT_IP_FINDING ${code}`);
  }
}
