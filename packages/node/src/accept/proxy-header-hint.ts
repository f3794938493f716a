import { Buffer } from "node:buffer";

/** What `clientError` tells a listener of bytes that are no HTTP. */
export interface ClientError extends Error {
  /** Such as `HPE_INVALID_METHOD`. */
  readonly code?: string;
  /** The bytes that the parser was given last. */
  readonly rawPacket?: Buffer;
}

/** How each version begins (proxy-protocol.txt 2.1, 2.2), in Latin-1. */
const SIGNATURES = [
  ["PROXY ", "version 1"],
  ["\r\n\r\n\0\r\nQUIT\n", "version 2"],
] as const;

/**
 * What to do about a `clientError` of node:http that comes of a PROXY header which nobody took off the connection. Made for
 * a log: nothing in it was chosen by whoever sent the bytes.
 *
 * A header in several segments is recognized only if the parser stumbles over the first of them; and in front of TLS never,
 * since `tlsClientError` keeps no bytes.
 *
 * @returns undefined for any other error.
 */
export function proxyHeaderHint(error: ClientError): string | undefined {
  const { code, rawPacket } = error;
  if (code !== "HPE_INVALID_METHOD" || rawPacket === undefined) return undefined;
  const found = SIGNATURES.find(([signature]) => rawPacket.indexOf(signature, 0, "latin1") === 0);
  if (found === undefined) return undefined;
  return (
    `The connection begins with a PROXY header (${found[1]}), and this server does not receive such headers from this peer. ` +
    "If a proxy of yours sends it, call acceptProxyProtocol(server, resolver) before the server listens, with a hop for that " +
    "proxy in the resolver's path: { address: '<the proxy's address>', tells: 'proxy-protocol' }. If both are there, the " +
    "hop's address is not the one that the proxy connects from. If the header is not wanted, turn it off in the proxy " +
    "(HAProxy: send-proxy, nginx: proxy_protocol on)."
  );
}
