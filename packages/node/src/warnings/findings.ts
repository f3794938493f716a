import type { Resolver } from "@client-ip/core";
import { warnOnce } from "./warn-once.ts";

/**
 * Warns once per process of each finding with severity `danger`.
 */
export function warnOfDangers({ findings }: Pick<Resolver, "findings">): void {
  for (const { code, severity, hop, message, remedy } of findings) {
    if (severity !== "danger") continue;
    warnOnce("CLIENT_IP_FINDING", `${code} ${hop}`, () => {
      return `${code}, hop "${hop}": ${message} ${remedy} If it is right so: createResolver(path, { accept: ["${code}"] }).`;
    });
  }
}
