import type { Status } from "@client-ip/core";
import { warnOnce } from "./warn-once.ts";

/** Warns once for each status that requests are rejected: otherwise an operator sees only 403s. */
export function warnOfRejection(status: Status): void {
  warnOnce("CLIENT_IP_REJECTED", status, () => {
    return (
      `Rejected a request without a client (${status}) with 403, as onUnresolved: "reject" says. ` +
      "docs/errors.md describes the status, docs/health-checks.md what is often forgotten."
    );
  });
}

/** Warns, once for each kind, that a request could not be sealed. */
export function warnOfSealFailure(error: unknown): void {
  const { code, name }: { readonly code?: unknown; readonly name?: unknown } = Object(error);
  const kind = String(code ?? name);
  warnOnce("CLIENT_IP_SEAL_FAILED", kind, () => {
    return `Rejected a request that could not be sealed (${kind}). docs/seal.md has the reasons.`;
  });
}
