import type { Socket } from "node:net";
import type { Server, TLSSocket } from "node:tls";
import { connectionOf } from "../request/connection.ts";
import type { AcceptSettings } from "./options.ts";
import { proxyHeadersOf } from "./proxy-headers.ts";
import { overrideRemoteAddress } from "./remote-address.ts";

/**
 * Gives the socket that a TLS server makes of a connection the PROXY headers of that connection.
 *
 * Only `_parent` links the two. It is undocumented, but all versions of Node have it. The
 * asynchronous context of the handshake does not link them: a server with a session store emits
 * `secureConnection` in the context of the connection that used the store first.
 */
export function carryHeadersToTls(
  server: Server,
  { resolver, overrideRemoteAddress: overrides }: AcceptSettings,
): void {
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    const { _parent: underlying }: { readonly _parent?: Socket } = Object(socket);
    const headers = underlying === undefined ? undefined : proxyHeadersOf(underlying);
    if (headers === undefined) return;
    // Also notes the peer and the certificate: the connection may be gone when a handler asks.
    connectionOf(socket).proxyHeaders = headers;
    if (overrides) overrideRemoteAddress(socket, headers, resolver);
  });
}
