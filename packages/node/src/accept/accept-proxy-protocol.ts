import { Server, Socket } from "node:net";
import { Server as TlsServer, type TLSSocket } from "node:tls";
import type { ProxyHeader, Resolver } from "@client-ip/core";
import { type AcceptProxyProtocolOptions, readAcceptOptions, refuse } from "./options.ts";
import { connectionOf } from "../request/connection.ts";
import { HeaderReceiver } from "./header-receiver.ts";
import { PendingReceivers } from "./pending-receivers.ts";
import { ProxyAcceptError, type ProxyAcceptErrorCode } from "./proxy-accept-error.ts";
import { keepProxyHeaders, proxyHeadersOf } from "./proxy-headers.ts";
import { warnOfUnreadHeader } from "../warnings/proxy-protocol.ts";

/** What {@link acceptProxyProtocol} gives back. */
export interface ProxyProtocolAcceptor {
  /** How many connections have not sent all of their headers yet. */
  readonly pending: number;
  /** Closes those. The server's own `close()` does so too. */
  closePending(): void;
}

const accepting: unique symbol = Symbol.for("@client-ip/node accepts PROXY protocol");

/**
 * Makes a server take PROXY headers off its connections before it sees them: http, https, http2, net, tls, on TCP or
 * unix sockets. It stays the user's own server, with its timeouts and fast paths. What the headers say is evidence of
 * every request of the connection, for every resolver.
 *
 * @param server before it listens, or at once after `listen()`: what it has accepted by then has passed unread
 * @param given the resolver whose path has the PROXY hops, or options
 * @throws ClientIpError `proxy-receiver` when nobody would send a header, an option is wrong, or the server receives
 *   headers already
 */
export function acceptProxyProtocol(
  server: Server & { [accepting]?: true },
  given: Resolver | AcceptProxyProtocolOptions,
): ProxyProtocolAcceptor {
  if (!(server instanceof Server)) {
    refuse(
      "what is no server",
      "a server of node:http, https, http2, net or tls",
      "Give it createServer(app), or what app.listen() returned.",
    );
  }
  // Without types somebody looks for the options here.
  if (arguments.length > 2) {
    refuse(
      "a third argument",
      "a server, and a resolver or options",
      "Write acceptProxyProtocol(server, { resolver, timeout: 5000 }).",
    );
  }
  const options = readAcceptOptions(given);
  const { resolver, onError } = options;
  if (server[accepting]) {
    refuse(
      "a server that receives PROXY headers already",
      "one call for each server",
      "Give all PROXY hops in one path.",
    );
  }
  server[accepting] = true;
  const pending = new PendingReceivers(options.timeout);
  const isTls = server instanceof TlsServer;
  if (isTls) carryToTls(server, options.overrideRemoteAddress ? resolver : undefined);
  const emit = server.emit.bind(server);
  const close = server.close.bind(server);
  const closePending = (): void => {
    pending.close();
  };

  const accept = (socket: Socket, headers: readonly ProxyHeader[]): void => {
    connectionOf(socket);
    keepProxyHeaders(socket, headers);
    if (options.overrideRemoteAddress && !isTls) override(socket, headers, resolver);
    emit("connection", socket);
  };

  const receive = (socket: Socket): void => {
    const { peer, peerPort } = connectionOf(socket);
    const turnAway = (code: ProxyAcceptErrorCode, message: string): void => {
      socket.on("error", () => {});
      socket.destroy();
      onError(new ProxyAcceptError(code, message, peer));
    };
    if (peer === undefined) {
      // Nobody knows whose bytes these are. A check that only connects is gone by now, every few seconds: no news.
      if (socket.localAddress !== undefined) socket.on("error", () => {}).destroy();
      else turnAway("reset", "the connection was gone before its peer was read");
      return;
    }
    const evidence = { peer, peerPort, rawHeaders: [], proxyProtocol: [] };
    if (!resolver.expectsProxyHeader(evidence)) {
      if (options.unrecognizedPeers === "reject")
        turnAway("unrecognized-peer", "the peer is no PROXY hop");
      else accept(socket, []);
      return;
    }
    const receiver = new HeaderReceiver(socket, evidence, options, (outcome) => {
      pending.delete(receiver);
      if (outcome instanceof ProxyAcceptError) onError(outcome);
      else accept(socket, outcome);
    });
    pending.add(receiver);
  };

  server.emit = (event: string, ...args: unknown[]): boolean => {
    // Every request comes by here too.
    if (event === "connection") {
      const [socket] = args;
      if (!(socket instanceof Socket)) return emit(event, ...args);
      receive(socket);
      return true;
    }
    // Heard here and not by a listener: with one, Node would no longer answer such a connection itself.
    if (event === "clientError") {
      const [error, connection] = args;
      if (error instanceof Error && connection instanceof Socket) {
        warnOfUnreadHeader(error, connectionOf(connection).peer);
      }
    }
    return emit(event, ...args);
  };
  server.close = (callback) => {
    closePending();
    return close(callback);
  };
  return {
    get pending() {
      return pending.size;
    },
    closePending,
  };
}

/**
 * The socket that a TLS server makes of a connection knows nothing of it but the socket below, at a property that Node does
 * not document, and that all its versions have. The asynchronous context of the handshake would not do: a server with a
 * session store announces a connection in the context of whoever used the store first.
 */
function carryToTls(server: TlsServer, overriding: Resolver | undefined): void {
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    const { _parent: below }: { readonly _parent?: Socket } = Object(socket);
    const headers = below === undefined ? undefined : proxyHeadersOf(below);
    if (headers === undefined) return;
    connectionOf(socket);
    keepProxyHeaders(socket, headers);
    if (overriding !== undefined) override(socket, headers, overriding);
  });
}

/** The peer itself stays in the connection's record, which was made before. */
function override(socket: Socket, headers: readonly ProxyHeader[], resolver: Resolver): void {
  const outermost = headers.at(-1);
  if (outermost?.source === undefined || !outermost.family.startsWith("INET")) return;
  const { peer, peerPort } = connectionOf(socket);
  const evidence = { peer, peerPort, rawHeaders: [], proxyProtocol: headers };
  // What the walk refuses, such as 0.0.0.0 or another machine's loopback, is nobody's address here either. Hops beyond
  // may tell by headers of a request, which is still to come: that they are missing means nothing.
  if (resolver.resolve(evidence).status === "malformed") return;
  const { address, port } = outermost.source;
  Object.defineProperties(socket, {
    remoteAddress: { configurable: true, enumerable: true, value: address },
    remotePort: { configurable: true, enumerable: true, value: port },
    remoteFamily: {
      configurable: true,
      enumerable: true,
      value: outermost.family === "INET" ? "IPv4" : "IPv6",
    },
  });
}
