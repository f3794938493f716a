import type { Explanation, Resolution } from "@client-ip/core";
import { warnOnce } from "./warn-once.ts";

const HEADERS = [
  { field: "proto", header: "x-forwarded-proto", name: "X-Forwarded-Proto" },
  { field: "host", header: "x-forwarded-host", name: "X-Forwarded-Host" },
] as const;

/**
 * Warns, once for each header, that a seal has removed what a proxy may have said about the scheme
 * or the host: without it, secure cookies and redirects break in silence.
 *
 * @param headers as they came.
 * @param explain the walk of this request; called only if the warning may be emitted.
 */
export function warnOfRemovedScheme(
  headers: Readonly<Record<string, unknown>>,
  resolution: Resolution,
  explain: () => Explanation,
): void {
  const nearest = resolution.via.at(-1);
  // Any client may have sent it, and no line in the path would make an unresolved request tell it.
  if (nearest === undefined || resolution.ip === undefined) return;
  for (const { field, header, name } of HEADERS) {
    if (headers[header] === undefined || resolution[field] !== undefined) continue;
    warnOnce("CLIENT_IP_SCHEME_REMOVED", header, () => {
      const remedy =
        reasonOf(explain(), field) ??
        `If a hop overwrites it, write ${field}: "${header}" on that hop, or ` +
          `keep: ["${header}"] in the seal; if nothing needs it, keep: [].`;
      return (
        `The seal removed ${name}, which came through "${nearest}": req.secure, secure cookies ` +
        `and redirects may need it. ${remedy}`
      );
    });
  }
}

/** Why the path, which says something of the field, does not tell it. */
function reasonOf({ steps }: Explanation, wanted: "proto" | "host"): string | undefined {
  const untold = steps.find(({ event, field }) => event === "untold" && field === wanted);
  return untold && `But ${untold.rule}.`;
}
