import type { Socket } from "node:net";
import type { Connection } from "./connection.ts";
import { warnOfInsecureParser } from "../warnings/insecure-parser.ts";

/** Node's own limit (`_http_common.js`): 1000 lines, two entries of `rawHeaders` each. */
const DEFAULT_LIMIT = 2000;

/** The socket of a connection, of which a parser reads requests. */
interface Parsed {
  /** The server that parses the connection's requests: not always the one that accepted it. */
  readonly server?: {
    readonly maxHeadersCount?: unknown;
    readonly insecureHTTPParser?: unknown;
  } | null;
}

/**
 * The limit of the connection's parser, as it was with its first request, when the server is known.
 * Each server that gets the connection has a parser of its own.
 */
export function headerLimitOn(connection: Connection, socket: Socket & Parsed): number {
  // Null is that of a test's socket, which has none; undefined is that of a new record.
  const server = socket.server ?? null;
  if (connection.server !== server) {
    warnOfInsecureParser(server);
    connection.headerLimit = headerLimitOf(server);
    connection.server = server;
  }
  return connection.headerLimit;
}

/**
 * How many entries `rawHeaders` can have before Node drops header lines silently:
 * `server.maxHeadersCount` lines if that is a number, where 0 or less is no limit.
 *
 * @param server that parses the connection's requests. A socket made by a test has none.
 * @returns entries, two for each line; 0 for no limit.
 */
export function headerLimitOf(
  server: { readonly maxHeadersCount?: unknown } | null | undefined,
): number {
  const count = server?.maxHeadersCount;
  return typeof count === "number" ? Math.max(0, count << 1) : DEFAULT_LIMIT;
}
