import { helpFor, sharedObject } from "@client-ip/core/internal";
import type { WarningCode } from "./codes.ts";

const MAX_WARNINGS = 8;

/** The subjects of the warnings so far, by kind. */
const emitted = sharedObject("warnings, shape 1", () => new Map<string, Set<string>>());

/**
 * Emits a process warning once for each kind and subject, at most 8 of a kind in the life of a
 * process: clients must not be able to fill the log, or to use up the warnings of another kind.
 * There are only a few kinds, so the total is bounded too.
 *
 * @param code `warning.code`, for listeners and `--disable-warning`.
 * @param subject what the warning is about, such as a network, or "" for the whole process. Not
 *   shown.
 * @param message makes the text; called only if the warning is emitted. No header contents.
 * @param kind for a code that has several: one of a fixed few, never a client's choice.
 */
export function warnOnce(
  code: WarningCode,
  subject: string,
  message: () => string,
  kind: string = code,
): void {
  const subjects = emitted.get(kind) ?? new Set();
  if (subjects.size >= MAX_WARNINGS || subjects.has(subject)) return;
  emitted.set(kind, subjects.add(subject));
  process.emitWarning(message(), { type: "ClientIpWarning", code, detail: helpFor(code) });
}
