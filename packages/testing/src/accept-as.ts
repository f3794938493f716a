/** A server of node:net, node:http, node:https or node:http2. */
export interface ConnectionSource {
  prependListener(event: "connection", listener: (socket: object) => void): unknown;
}

/**
 * Lets a server take each connection for one from another address, for clients such as supertest,
 * which connect from loopback. Call it before the server accepts connections, in tests alone. If it
 * is called again, the first address counts.
 *
 * @param remoteAddress as in {@link requestThrough}'s result
 *
 * @example
 * ```ts
 * import { EventEmitter } from "node:events";
 * import { acceptAs } from "@client-ip/testing";
 *
 * const server = new EventEmitter(); // createServer(app)
 * acceptAs(server, "10.0.0.5");
 * const socket = { remoteAddress: "127.0.0.1" };
 * server.emit("connection", socket);
 * socket.remoteAddress; // -> "10.0.0.5"
 * ```
 */
export function acceptAs(server: ConnectionSource, remoteAddress: string): void {
  server.prependListener("connection", (socket) => {
    Object.defineProperty(socket, "remoteAddress", { value: remoteAddress, configurable: true });
  });
}
