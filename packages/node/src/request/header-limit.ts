/** Node's own limit (`_http_common.js`): 1000 lines, two entries of `rawHeaders` each. */
const defaultLimit = 2000;

/**
 * How many entries `rawHeaders` may have before Node drops header lines without a word: as many as
 * `server.maxHeadersCount` lines if that is a number, 0 or less being no limit.
 *
 * @param server that parses the connection's requests; a socket made up by a test has none.
 * @returns entries, two a line; 0 for no limit.
 */
export function headerLimitOf(
  server: { readonly maxHeadersCount?: unknown } | null | undefined,
): number {
  const count = server?.maxHeadersCount;
  return typeof count === "number" ? Math.max(0, count << 1) : defaultLimit;
}
