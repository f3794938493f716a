import type { Socket } from "node:net";
import type { ProxyHeader } from "@client-ip/core";

/** Shared by all installed copies of this package: a dependency may have its own. */
const received: unique symbol = Symbol.for("@client-ip/node PROXY headers");

interface Receiving {
  [received]?: readonly ProxyHeader[];
}

/** Keeps what a connection's PROXY headers said on its socket; a symbol passes through http2's proxies of it. */
export function keepProxyHeaders(
  socket: Socket & Receiving,
  headers: readonly ProxyHeader[],
): void {
  socket[received] = headers;
}

/**
 * The PROXY headers of a connection, nearest hop first.
 *
 * @param socket of a request (`req.socket`), or as a net, tls or http server hands it out
 * @returns `undefined` where {@link acceptProxyProtocol} is not at work; empty where the peer is no PROXY hop
 */
export function proxyHeadersOf(socket: Socket & Receiving): readonly ProxyHeader[] | undefined {
  return socket[received];
}
