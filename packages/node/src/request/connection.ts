import { Server, type Socket } from "node:net";
import type { Evidence } from "@client-ip/core";
import { certificateIdentity } from "./certificate.ts";

/** What is true of every request of one connection, read once. Nothing that a header says is in it. */
export interface Connection {
  /** Bare address text as Node gives it, `'unix'` for a unix listener, `undefined` when the peer is gone. */
  readonly peer: Evidence["peer"];
  /** 0–65535. */
  readonly peerPort: number | undefined;
  /** URI SANs of the authorized client certificate; `undefined` when it names nobody. */
  readonly peerIdentity: readonly string[] | undefined;
}

/** Shared by all installed copies of this package: one may have changed what the socket says of its peer. */
const RECORD: unique symbol = Symbol.for("@client-ip/node connection");

/** What Node leaves of a listener on a socket; a socket made up by a test has none of it. */
interface Accepted {
  /** The listener that accepted the connection: another one where it was handed on with `emit`. */
  readonly _server?: unknown;
  /** The socket below TLS. */
  readonly _parent?: Accepted | null;
  [RECORD]?: Connection;
}

/**
 * The record of a connection, made when it is first asked for and kept on the socket.
 *
 * @param socket of an HTTP/1 or HTTP/2 request; in HTTP/2 a proxy that hands our symbol through.
 */
export function connectionOf(socket: Socket & Accepted): Connection {
  return (socket[RECORD] ??= read(socket));
}

function read(socket: Socket & Accepted): Connection {
  return {
    peer: socket.remoteAddress ?? (isUnix(socket) ? "unix" : undefined),
    peerPort: socket.remotePort,
    peerIdentity: certificateIdentity(socket),
  };
}

/**
 * A peer without an address is a unix peer only if the listener that accepted it is at a path: a connection that was reset
 * has none either. `socket.server` would not do: it is whoever was handed the connection.
 *
 * Of an inherited descriptor (systemd's socket activation) Node does not know the path. It has no address while it listens,
 * as no listener on TCP is: in a worker of a cluster neither.
 */
function isUnix({ _server: listener, _parent: carrier }: Accepted): boolean {
  if (!(listener instanceof Server) && carrier instanceof Object) return isUnix(carrier);
  if (!(listener instanceof Server)) return false;
  const address = listener.address();
  return typeof address === "string" || (address === null && listener.listening);
}
