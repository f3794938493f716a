import type { Socket } from "node:net";
import type { ProxyHeader, Resolver } from "@client-ip/core";
import { connectionOf } from "../request/connection.ts";

/**
 * Makes the socket's own `remoteAddress`, `remotePort` and `remoteFamily` those of the outermost
 * header's source. The peer itself stays in the connection's record, which was made before.
 */
export function overrideRemoteAddress(
  socket: Socket,
  headers: readonly ProxyHeader[],
  resolver: Resolver,
): void {
  const outermost = headers.at(-1);
  if (outermost?.source === undefined || !outermost.family.startsWith("INET")) return;
  const { peer, peerPort } = connectionOf(socket);
  const evidence = { peer, peerPort, rawHeaders: [], proxyProtocol: headers };
  // An address that the walk refuses, such as 0.0.0.0 or another machine's loopback, is not taken
  // here either. Other statuses do not matter: outer hops may report in request headers. An
  // explanation is not counted: only requests are.
  if (resolver.explain(evidence).resolution.status === "malformed") return;
  const { address, port } = outermost.source;
  const family = outermost.family === "INET" ? "IPv4" : "IPv6";
  Object.defineProperties(socket, {
    remoteAddress: { configurable: true, enumerable: true, value: address },
    remotePort: { configurable: true, enumerable: true, value: port },
    remoteFamily: { configurable: true, enumerable: true, value: family },
  });
}
