const most = 8;
const given = new Set<string>();

/**
 * A process warning, once for each code and subject, and never more than 8 in the life of a process:
 * whoever sends the requests must not be able to fill the log.
 *
 * @param code stable, in capitals; `warning.code` for listeners and `--disable-warning`.
 * @param subject what the warning is about, such as a network; not shown.
 * @param text makes the message; only called when it is given. No header contents.
 */
export function warnOnce(code: string, subject: string, text: () => string): void {
  const key = `${code} ${subject}`;
  if (given.size >= most || given.has(key)) return;
  given.add(key);
  process.emitWarning(text(), { type: "ClientIpWarning", code });
}
