import { subscribe } from "node:diagnostics_channel";
import { Server, Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import type { Evidence, ProxyHeader } from "@client-ip/core";
import { type ClientCertificate, clientCertificateOf } from "./certificate.ts";

/** What is true of every request of one connection. Nothing that a header line says is in it. */
export interface Connection {
  /**
   * The address as Node gives it, `"unix"` for a unix listener, `undefined` if the peer is gone.
   */
  readonly peer: Evidence["peer"];
  /** 0–65535; `undefined` without an address. */
  readonly peerPort: number | undefined;
  /** The authorized client certificate; `undefined` if there is none with a URI. */
  readonly certificate: ClientCertificate | undefined;
  /** The PROXY headers that were taken off, nearest hop first; `undefined` without a receiver. */
  proxyHeaders: readonly ProxyHeader[] | undefined;
}

/** The record of a connection that is gone, and was not noted before. */
export const GONE: Connection = Object.freeze({
  peer: undefined,
  peerPort: undefined,
  certificate: undefined,
  proxyHeaders: undefined,
});

/**
 * Shared by all installed copies of this package: one may have taken PROXY headers off. A record of
 * another shape would be misread: a change of the shape changes the number.
 */
const RECORD: unique symbol = Symbol.for("@client-ip/node connection, shape 1");

/** What Node keeps of a listener on a socket. A socket made by a test has none of it. */
interface Accepted {
  /** The listener that accepted the connection: another one if it was handed on with `emit`. */
  readonly _server?: unknown;
  /** The socket below TLS. */
  readonly _parent?: Accepted | null;
  /** Node's binding to the operating system: `TCP`, `Pipe`, or what TLS wraps around them. */
  readonly _handle?: object | null;
  readonly destroyed?: boolean;
  [RECORD]?: Connection;
}

/**
 * The record of a connection, made on the first call and kept on the socket.
 *
 * @param socket of an HTTP/1 or HTTP/2 request. HTTP/2 gives a proxy object, which passes symbols
 *   on.
 */
export function connectionOf(socket: Socket & Accepted): Connection {
  return (socket[RECORD] ??= readConnection(socket));
}

let noting = false;

/** The TLS servers whose connections are noted. */
const tlsServers = new WeakSet<TlsServer>();

/**
 * From now on notes every connection that a server of this process accepts: its address when it is
 * accepted, as Node's channel `net.server.socket` tells, and its certificate when TLS is
 * established. A client that resets its connection right behind its request has neither when the
 * request is handled.
 */
export function noteConnections(): void {
  if (noting) return;
  noting = true;
  subscribe("net.server.socket", (message) => {
    const { socket }: { readonly socket?: unknown } = Object(message);
    if (!(socket instanceof Socket)) return;
    connectionOf(socket);
    const { server }: { readonly server?: unknown } = Object(socket);
    if (!(server instanceof TlsServer) || tlsServers.has(server)) return;
    tlsServers.add(server);
    server.prependListener("secureConnection", connectionOf);
  });
}

function readConnection(socket: Socket & Accepted): Connection {
  const { remoteAddress, remotePort, _parent } = socket;
  // TLS has no address of a connection that was reset. The connection below it was noted before.
  const below = remoteAddress === undefined ? _parent?.[RECORD] : undefined;
  return {
    peer: remoteAddress ?? below?.peer ?? (isUnix(socket) ? "unix" : undefined),
    peerPort: remotePort ?? below?.peerPort,
    certificate: clientCertificateOf(socket),
    proxyHeaders: below?.proxyHeaders,
  };
}

/**
 * A peer without an address is a unix peer only if the connection is alive, is no TCP connection,
 * and the listener that accepted it has a path: a connection that was reset has no address either,
 * and its listener may have moved to a path since. `socket.server` does not help: it is the server
 * that the connection was handed to.
 *
 * Node does not know the path of an inherited descriptor (systemd's socket activation). Such a
 * listener has no address while it listens, and no TCP listener is like that, not even in a
 * cluster's worker.
 */
function isUnix({ _server, _parent, _handle, destroyed }: Accepted): boolean {
  if (destroyed === true || _handle?.constructor.name === "TCP") return false;
  if (!(_server instanceof Server)) return _parent instanceof Object && isUnix(_parent);
  const address = _server.address();
  return typeof address === "string" || (address === null && _server.listening);
}
