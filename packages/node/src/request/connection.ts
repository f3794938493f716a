import { Server, type Socket } from "node:net";
import type { Evidence } from "@client-ip/core";
import { certificateIdentity } from "./certificate.ts";

/** What is true of every request of one connection. Nothing that a header says is in it. */
export interface Connection {
  /**
   * The address as Node gives it, `"unix"` for a unix listener, `undefined` if the peer is gone.
   */
  readonly peer: Evidence["peer"];
  /** 0–65535; `undefined` without an address. */
  readonly peerPort: number | undefined;
  /** URI SANs of the authorized client certificate; `undefined` if there are none. */
  readonly peerIdentity: readonly string[] | undefined;
}

/** Shared by all installed copies of this package: one may have overridden the socket's address. */
const RECORD: unique symbol = Symbol.for("@client-ip/node connection");

/** What Node keeps of a listener on a socket. A socket made by a test has none of it. */
interface Accepted {
  /** The listener that accepted the connection: another one if it was handed on with `emit`. */
  readonly _server?: unknown;
  /** The socket below TLS. */
  readonly _parent?: Accepted | null;
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

function readConnection(socket: Socket & Accepted): Connection {
  return {
    peer: socket.remoteAddress ?? (isUnix(socket) ? "unix" : undefined),
    peerPort: socket.remotePort,
    peerIdentity: certificateIdentity(socket),
  };
}

/**
 * A peer without an address is a unix peer only if the listener that accepted it has a path: a
 * connection that was reset has no address either. `socket.server` does not help: it is the server
 * that the connection was handed to.
 *
 * Node does not know the path of an inherited descriptor (systemd's socket activation). Such a
 * listener has no address while it listens, and no TCP listener is like that, not even in a
 * cluster's worker.
 */
function isUnix({ _server: listener, _parent: underlying }: Accepted): boolean {
  if (!(listener instanceof Server)) return underlying instanceof Object && isUnix(underlying);
  const address = listener.address();
  return typeof address === "string" || (address === null && listener.listening);
}
