import { Buffer } from "node:buffer";

/** The error of a `clientError` event of node:http. */
export interface ClientError extends Error {
  /** Such as `HPE_INVALID_METHOD`. */
  readonly code?: string;
  /** The bytes that the parser was given last. */
  readonly rawPacket?: Buffer;
}

/** How each version begins (proxy-protocol.txt, sections 2.1 and 2.2), in Latin-1. */
const SIGNATURES = [
  ["PROXY ", "version 1"],
  ["\r\n\r\n\0\r\nQUIT\n", "version 2"],
] as const;

/**
 * What to do about a `clientError` of node:http that comes from a PROXY header which the server did
 * not take off the connection. For a log: no part of it was chosen by the sender of the bytes.
 *
 * A header in several segments is recognized only if the parser fails at the first of them. A
 * header in front of TLS is never recognized, since `tlsClientError` keeps no bytes.
 *
 * @returns several sentences; `undefined` for any other error.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { proxyHeaderHint } from "@client-ip/node/proxy-protocol";
 *
 * const server = createServer();
 * server.on("clientError", (error, socket) => {
 *   console.warn(proxyHeaderHint(error) ?? error.message);
 *   if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
 * });
 * proxyHeaderHint(new Error("Parse Error")); // -> undefined
 * ```
 */
export function proxyHeaderHint(error: ClientError): string | undefined {
  const { code, rawPacket } = error;
  if (code !== "HPE_INVALID_METHOD" || rawPacket === undefined) return undefined;
  const found = SIGNATURES.find(([signature]) => rawPacket.indexOf(signature, 0, "latin1") === 0);
  if (found === undefined) return undefined;
  return (
    `The connection begins with a PROXY header (${found[1]}), and this server does not receive such headers from this peer. ` +
    "If a proxy of yours sends it, call acceptProxyProtocol(server, resolver) before the server listens, with a hop for that " +
    "proxy in the resolver's path: { address: '<the proxy's address>', tells: 'proxy-protocol' }. If you do both already, the " +
    "hop's address is not the one that the proxy connects from. If the header is not wanted, turn it off in the proxy " +
    "(HAProxy: send-proxy, nginx: proxy_protocol on)."
  );
}
