import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { Socket } from "node:net";
import type { Evidence } from "@client-ip/core";
import { proxyHeadersOf } from "../accept/proxy-headers.ts";
import { warnOfInsecureParser } from "../warnings/insecure-parser.ts";
import { connectionOf } from "./connection.ts";
import { headerLimitOf } from "./header-limit.ts";

/** A request of node:http, node:https, or node:http2's compatibility API. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/**
 * All that a request's socket and header lines say, ready for `resolver.resolve()`.
 *
 * Read it while the client is connected: HTTP/2 takes the socket away from a request whose client
 * has left, and evidence that is first read then has no peer.
 *
 * @param req of a `request`, `upgrade`, `connect` or `checkContinue` listener; or a socket of a net
 *   or tls server, which has no header lines. One record is written to its socket, and nothing
 *   else.
 * @returns `truncated` is true if as many header lines arrived as Node keeps: more may have been
 *   sent. (HTTP/2 refuses such a request instead.)
 *
 * @example
 * ```ts
 * import { IncomingMessage } from "node:http";
 * import { Socket } from "node:net";
 * import { evidenceOf } from "@client-ip/node/adapter";
 *
 * const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "127.0.0.1" });
 * const req = new IncomingMessage(socket);
 * req.rawHeaders.push("X-Forwarded-For", "203.0.113.7");
 * evidenceOf(req).peer; // -> "127.0.0.1"
 * evidenceOf(req).rawHeaders; // -> ["X-Forwarded-For", "203.0.113.7"]
 * ```
 */
export function evidenceOf(req: NodeRequest | Socket): Evidence {
  if (!("rawHeaders" in req)) {
    return { ...connectionOf(req), rawHeaders: [], proxyProtocol: proxyHeadersOf(req) };
  }
  // Each property is read once: in Express, where every request has a hidden class of its own, a
  // read is expensive.
  const { socket, rawHeaders } = req;
  const { peer, peerPort, peerIdentity } = connectionOf(socket);
  const headerLimit = headerLimitFor(socket);
  return {
    peer,
    peerPort,
    peerIdentity,
    rawHeaders,
    headers: req.headers,
    proxyProtocol: proxyHeadersOf(socket),
    truncated: headerLimit > 0 && rawHeaders.length >= headerLimit && req.httpVersionMajor === 1,
  };
}

const HEADER_LIMIT: unique symbol = Symbol("client-ip header limit");

interface Parsed {
  /** The server that parses the connection's requests: not always the one that accepted it. */
  readonly server?: {
    readonly maxHeadersCount?: unknown;
    readonly insecureHTTPParser?: unknown;
  } | null;
  [HEADER_LIMIT]?: number;
}

/**
 * The limit of the connection's parser, read with its first request: only then is its server known.
 */
function headerLimitFor(socket: Socket & Parsed): number {
  if (socket[HEADER_LIMIT] === undefined) warnOfInsecureParser(socket.server);
  return (socket[HEADER_LIMIT] ??= headerLimitOf(socket.server));
}
