import type { WarningCode } from "./codes.ts";

const MAX_WARNINGS = 8;
const emitted = new Set<string>();

/**
 * Emits a process warning once for each code and subject, at most 8 in the life of a process:
 * clients must not be able to fill the log.
 *
 * @param code `warning.code`, for listeners and `--disable-warning`.
 * @param subject what the warning is about, such as a network, or "" for the whole process. Not
 *   shown.
 * @param message makes the text; called only if the warning is emitted. No header contents.
 */
export function warnOnce(code: WarningCode, subject: string, message: () => string): void {
  const key = `${code} ${subject}`;
  if (emitted.size >= MAX_WARNINGS || emitted.has(key)) return;
  emitted.add(key);
  process.emitWarning(message(), { type: "ClientIpWarning", code });
}
