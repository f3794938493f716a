import type { Socket } from "node:net";
import type { ProxyHeader } from "@client-ip/core";
import { connectionOf } from "../request/connection.ts";

/**
 * The PROXY headers of a connection, nearest hop first.
 *
 * @param socket of a request (`req.socket`), or of a net, tls or http server.
 * @returns `undefined` if {@link acceptProxyProtocol} was not called for any server that had the
 *   connection; empty if the peer is no PROXY hop.
 *
 * @example
 * ```ts
 * import { createServer, type AddressInfo } from "node:net";
 * import { text } from "node:stream/consumers";
 * import {
 *   acceptProxyProtocol,
 *   connectWithProxyHeader,
 *   proxyHeadersOf,
 * } from "@client-ip/node/proxy-protocol";
 *
 * const server = createServer((socket) => socket.end(JSON.stringify(proxyHeadersOf(socket))));
 * acceptProxyProtocol(server, { address: "loopback" });
 * const { port } = server.listen(0).address() as AddressInfo;
 * const source = { address: "203.0.113.7", port: 40_001 };
 * const destination = { address: "192.0.2.1", port: 443 };
 * const headers = await text(connectWithProxyHeader({ source, destination }, { port }));
 * JSON.parse(headers)[0].source; // -> { address: "203.0.113.7", port: 40001 }
 * server.close();
 * ```
 */
export function proxyHeadersOf(socket: Socket): readonly ProxyHeader[] | undefined {
  return connectionOf(socket).proxyHeaders;
}
