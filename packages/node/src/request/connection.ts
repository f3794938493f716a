import { subscribe } from "node:diagnostics_channel";
import { Server, Socket } from "node:net";
import { Stream } from "node:stream";
import { Server as TlsServer, TLSSocket } from "node:tls";
import type { Evidence, ProxyHeader } from "@client-ip/core";
import { sharedObject } from "@client-ip/core/internal";
import { checkListenerInBun } from "./bun.ts";
import { type ClientCertificate, clientCertificateOf } from "./certificate.ts";
import { checkExtensible } from "./request-like.ts";

/** What all requests of one connection share. It holds nothing from header lines. */
export interface Connection {
  /**
   * The address as Node gives it, `"unix"` for a unix listener, `"invoker"` if there is neither a
   * connection nor an address, `undefined` if the peer is gone.
   */
  readonly peer: Evidence["peer"];
  /** 0–65535; `undefined` without an address. */
  readonly peerPort: number | undefined;
  /** The connections of this process have different ones. */
  readonly number: number;
  /** Whether it is over TLS; `undefined` for what is no socket of Node, such as a test's double. */
  readonly encrypted: boolean | undefined;
  /** The authorized client certificate; `undefined` if there is none with a URI. */
  readonly certificate: ClientCertificate | undefined;
  /** The PROXY headers that were read, nearest hop first; `undefined` without a receiver. */
  proxyHeaders: readonly ProxyHeader[] | undefined;
  /** The entries of `rawHeaders` at which Node drops header lines; 0 for no limit. */
  headerLimit: number;
  /**
   * The server whose limit that is, or `null`. Another one may get the connection later, behind
   * CONNECT. `undefined` before the first request.
   */
  server: unknown;
}

/** The record of a connection that was closed before it was noted. */
export const GONE: Connection = Object.freeze({
  peer: undefined,
  peerPort: undefined,
  number: 0,
  encrypted: undefined,
  certificate: undefined,
  proxyHeaders: undefined,
  headerLimit: 0,
  server: undefined,
});

/**
 * Shared by all installed copies of this package, because any of them may have read the PROXY
 * headers. The number changes with the shape of the record, so that no copy misreads it.
 */
const RECORD: unique symbol = Symbol.for("@client-ip/node connection, shape 5");

/**
 * Undocumented fields of a socket that a listener accepted. A socket that a test made has none of
 * them.
 */
interface Accepted {
  /** The listener that accepted the connection. It is not the server to which `emit` handed it. */
  readonly _server?: unknown;
  /** The socket below TLS. */
  readonly _parent?: Accepted | null;
  /** Node's binding to the operating system: `TCP`, `Pipe`, or the TLS wrapper of one. */
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

/** How many there were in this process. */
const connections = sharedObject("connections, shape 1", () => ({ count: 0 }));

/** The TLS servers whose connections are noted. */
const tlsServers = new WeakSet<TlsServer>();

/**
 * From now on records every connection of this process: its address when a server accepts it
 * (Node's channel `net.server.socket`), and its certificate when TLS is established. If a client
 * resets its connection right after its request, both are lost by the time the request is handled.
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
  checkExtensible(socket, "socket");
  const { remoteAddress, remotePort, _parent } = socket;
  if (remoteAddress === undefined) checkListenerInBun(Object(socket).server);
  // A TLS socket loses the address when the connection is reset, and another server may have read
  // the PROXY headers. The socket below was recorded before.
  const below = _parent?.[RECORD];
  return {
    // A stand-in may have an empty address.
    peer: remoteAddress || (below?.peer ?? peerWithoutAddress(socket)),
    peerPort: remotePort ?? below?.peerPort,
    number: ++connections.count,
    encrypted: socket instanceof Socket ? socket instanceof TLSSocket : undefined,
    certificate: clientCertificateOf(socket),
    proxyHeaders: below?.proxyHeaders,
    headerLimit: 0,
    server: undefined,
  };
}

function peerWithoutAddress(socket: object): "unix" | "invoker" | undefined {
  if (socket instanceof Socket) return isUnix(socket) ? "unix" : undefined;
  return isStandIn(socket) ? "invoker" : undefined;
}

/**
 * Adapters for functions (AWS Lambda) give a request an object in place of a socket,
 * serverless-http a stream with a property for the address. Other streams are connections: that of
 * HTTP/2, which is no socket any more when the client has reset it, and one that a program handed
 * to a server. Node's servers write themselves into it.
 */
function isStandIn(socket: object): boolean {
  if (!(socket instanceof Stream)) return true;
  return Object.hasOwn(socket, "remoteAddress") && !Object.hasOwn(socket, "server");
}

/**
 * A peer without an address is a unix peer only if the connection is open, is not TCP, and its
 * listener has a path. A connection that was reset has no address either, and its listener may
 * listen at a path by now. `socket.server` does not help: it is the server to which the connection
 * was handed.
 *
 * Node does not know the path of an inherited descriptor (systemd's socket activation). Such a
 * listener has no address while it listens. A TCP listener always has one, also in a cluster's
 * worker.
 */
function isUnix({ _server, _parent, _handle, destroyed }: Accepted): boolean {
  if (destroyed === true || _handle?.constructor.name === "TCP") return false;
  if (!(_server instanceof Server)) return _parent != null && isUnix(_parent);
  const address = _server.address();
  return typeof address === "string" || (address === null && _server.listening);
}
