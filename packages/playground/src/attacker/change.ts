import type { Resolution } from "@client-ip/core";

/**
 * What another text in its place changes:
 *
 * - `address`: the answer is another address. An attacker chooses who the client is.
 * - `refusal`: there is no client any more. An attacker only shuts itself out.
 * - `scheme`, `host`: the answer's `proto` or `host`.
 * - `warning`: the answer's warnings.
 */
export type Change = "address" | "refusal" | "scheme" | "host" | "warning";

/** The gravest first. */
export const CHANGES: readonly Change[] = ["address", "refusal", "scheme", "host", "warning"];

/** What is different in the answer to another request. */
export function changesBetween(before: Resolution, after: Resolution): Change[] {
  if (after.ip !== before.ip) return [after.ip === undefined ? "refusal" : "address"];
  const changes: Change[] = [];
  if (after.proto !== before.proto) changes.push("scheme");
  if (after.host !== before.host) changes.push("host");
  if (after.warnings.join() !== before.warnings.join()) changes.push("warning");
  return changes;
}
