import { Server, Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import { isNativeError } from "node:util/types";
import type { Resolver } from "@client-ip/core";
import { refuseProxyHeaders } from "../request/bun.ts";
import { connectionOf } from "../request/connection.ts";
import { warnOfUnreadHeader } from "./warnings.ts";
import { Acceptor } from "./acceptor.ts";
import { carryHeadersToTls } from "./carry-headers-to-tls.ts";
import { type AcceptProxyProtocolOptions, failAccept, parseAcceptOptions } from "./options.ts";

/** What {@link acceptProxyProtocol} returns. */
export interface ProxyProtocolAcceptor {
  /** The number of connections whose headers are not complete yet. */
  readonly pending: number;
  /** Closes those connections. The server's own `close()` does so too. */
  closePending(): void;
}

/** Shared by all installed copies of this package, so that only one of them reads the headers. */
const ACCEPTS: unique symbol = Symbol.for("@client-ip/node accepts PROXY protocol");

/**
 * Makes a server take PROXY headers off its connections before it sees them: http, https, http2,
 * net or tls, on TCP or unix sockets. The server keeps its own timeouts and fast paths. What the
 * headers say is evidence of every request of the connection, for every resolver.
 *
 * @param server one that does not listen yet, or began to in this tick. Earlier connections pass
 *   unread.
 * @param given the resolver whose path has the PROXY hops, or options with it.
 * @throws ClientIpError `proxy-receiver` if no hop of the path sends a header, an option is wrong,
 *   or the server receives headers already.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { clientIpOf, createResolver } from "@client-ip/node";
 * import { acceptProxyProtocol } from "@client-ip/node/proxy-protocol";
 *
 * const resolver = createResolver({ address: "10.0.3.0/24", tells: "proxy-protocol" });
 * const server = createServer((req, res) => res.end(clientIpOf(req, resolver)));
 * const acceptor = acceptProxyProtocol(server, { resolver, timeout: 2_000 });
 * acceptor.pending; // -> 0
 * ```
 */
export function acceptProxyProtocol(
  server: Server & { [ACCEPTS]?: true },
  given: Resolver | AcceptProxyProtocolOptions,
): ProxyProtocolAcceptor {
  checkServer(server);
  // JavaScript callers may expect the options here.
  if (arguments.length > 2) {
    failAccept(
      "a third argument",
      "a server, and a resolver or options",
      "Write acceptProxyProtocol(server, { resolver, timeout: 5000 }).",
    );
  }
  const settings = parseAcceptOptions(given);
  checkFirstCall(server);
  server[ACCEPTS] = true;
  const acceptor = new Acceptor(server, settings);
  if (server instanceof TlsServer) carryHeadersToTls(server, settings);
  interceptConnections(server, acceptor);
  return {
    get pending() {
      return acceptor.pending;
    },
    closePending: () => {
      acceptor.closePending();
    },
  };
}

function checkServer(server: unknown): void {
  refuseProxyHeaders();
  if (server instanceof Server) return;
  failAccept(
    "a value that is no server",
    "a server of node:http, https, http2, net or tls",
    "Pass createServer(app), or what app.listen() returned.",
  );
}

function checkFirstCall(server: { readonly [ACCEPTS]?: true }): void {
  if (!server[ACCEPTS]) return;
  failAccept(
    "a server that receives PROXY headers already",
    "one call for each server",
    "Put all PROXY hops into one path.",
  );
}

/**
 * Overrides `emit`: a listener would run after the server's own.
 */
function interceptConnections(server: Server, acceptor: Acceptor): void {
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...args: unknown[]): boolean => {
    // Requests pass here too.
    if (event === "connection") {
      const [socket] = args;
      if (!(socket instanceof Socket)) return emit(event, ...args);
      acceptor.receive(socket);
      return true;
    }
    // With a listener for it, Node would no longer answer such a connection itself.
    if (event === "clientError") {
      const [error, connection] = args;
      // Node's errors are no `Error` of a Jest test, which has globals of its own.
      if (isNativeError(error) && connection instanceof Socket) {
        warnOfUnreadHeader(error, connectionOf(connection).peer);
      }
    }
    return emit(event, ...args);
  };
  const close = server.close.bind(server);
  server.close = (callback) => {
    acceptor.closePending();
    return close(callback);
  };
}
