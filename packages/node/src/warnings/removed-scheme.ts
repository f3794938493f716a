import type { Resolution } from "@client-ip/core";
import { warnOnce } from "./warn-once.ts";

const HEADERS = {
  "x-forwarded-proto": "X-Forwarded-Proto",
  "x-forwarded-host": "X-Forwarded-Host",
};

/**
 * Warns, once for each header, that a seal has removed what a proxy may have said about the scheme
 * or the host: without it, secure cookies and redirects break in silence.
 *
 * @param headers as they came.
 */
export function warnOfRemovedScheme(
  headers: Readonly<Record<string, unknown>>,
  { via }: Resolution,
): void {
  const nearest = via.at(-1);
  // Any client may have sent it.
  if (nearest === undefined) return;
  for (const [header, name] of Object.entries(HEADERS)) {
    if (headers[header] === undefined) continue;
    warnOnce("CLIENT_IP_SCHEME_REMOVED", header, () => {
      return (
        `The seal removed ${name}, which came through "${nearest}": req.secure, secure cookies and ` +
        `redirects may need it. If this hop overwrites it, write keep: ["${header}"]; if nothing ` +
        "needs it, keep: []."
      );
    });
  }
}
