import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { Socket } from "node:net";
import type { Evidence } from "@client-ip/core";
import { connectionOf } from "./connection.ts";
import { headerLimitOf } from "./header-limit.ts";
import { warnOfInsecureParser } from "../warnings/insecure-parser.ts";
import { proxyHeadersOf } from "../accept/proxy-headers.ts";

/** A request of node:http, node:https, or node:http2's compatibility API. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/**
 * All that a request's socket and header lines say, ready for `resolver.resolve()`.
 *
 * Ask first while the client is there. HTTP/2 takes the socket away from a request whose client is gone, and an answer
 * that is first asked for then, such as by a log that is written later, has no peer.
 *
 * @param req of a `request`, `upgrade`, `connect` or `checkContinue` listener; never written to but for
 *   one record on its socket. Or a socket, as a net or tls server hands it out, which has no header lines.
 * @returns `truncated` when as many header lines arrived as Node keeps: more may have been sent. (HTTP/2
 *   refuses such a request instead.)
 */
export function evidenceOf(req: NodeRequest | Socket): Evidence {
  if (!("rawHeaders" in req)) {
    return { ...connectionOf(req), rawHeaders: [], proxyProtocol: proxyHeadersOf(req) };
  }
  // Each is read once: in Express, where each request has a shape of its own, every look at one is dear.
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

const limit: unique symbol = Symbol("client-ip header limit");

interface Parsed {
  /** The server that parses the connection's requests: not always the one that accepted it. */
  readonly server?: {
    readonly maxHeadersCount?: unknown;
    readonly insecureHTTPParser?: unknown;
  } | null;
  [limit]?: number;
}

/** The limit of the connection's parser, as it was with its first request: before that, nobody knows whose it is. */
function headerLimitFor(socket: Socket & Parsed): number {
  if (socket[limit] === undefined) warnOfInsecureParser(socket.server);
  return (socket[limit] ??= headerLimitOf(socket.server));
}
