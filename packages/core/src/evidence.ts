/** One end of the connection that a PROXY header describes. */
export interface ProxyEndpoint {
  /** Bare text as sent: no port, no brackets; `::ffff:a.b.c.d` is not folded here. */
  readonly address: string;
  /** 0–65535. */
  readonly port: number;
}

/** One type–length–value of a PROXY v2 header. */
export interface ProxyTlv {
  /** 0–255. */
  readonly type: number;
  /** The value's bytes, as sent. */
  readonly value: Uint8Array;
}

/** A decoded PROXY protocol header (haproxy.org proxy-protocol.txt, 2.1 and 2.2). */
export interface ProxyHeader {
  readonly version: 1 | 2;
  /** `LOCAL`: the sender speaks for itself (health check); version 1 says `UNKNOWN` for this: family `UNSPEC`. */
  readonly command: "PROXY" | "LOCAL";
  readonly family: "INET" | "INET6" | "UNIX" | "UNSPEC";
  readonly transport: "STREAM" | "DGRAM" | "UNSPEC";
  /** Absent where the header says nothing (LOCAL, UNKNOWN, UNSPEC). For UNIX the address is a path. */
  readonly source?: ProxyEndpoint;
  readonly destination?: ProxyEndpoint;
  readonly tlvs: readonly ProxyTlv[];
}

/** All that the application's own socket and request say; nothing else is looked at. */
export interface Evidence {
  /**
   * The socket's peer: bare address text (`::ffff:a.b.c.d` and a zone are understood), `'unix'` when the
   * *listener* is a unix socket, `undefined` when the connection is gone.
   */
  readonly peer: string | undefined;
  /** The peer's port, 0–65535. */
  readonly peerPort?: number | undefined;
  /** Names and values in turn, in wire order, duplicates kept (Node's `req.rawHeaders`). Enough alone. */
  readonly rawHeaders: readonly string[];
  /** Lower-case names with duplicates joined by a comma (Node's `req.headers`): the fast path. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
  /** Header lines were, or may have been, dropped by a limit of the server. */
  readonly truncated?: boolean | undefined;
  /** PROXY headers of the connection, the one of the nearest hop first. */
  readonly proxyProtocol?: ProxyHeader | readonly ProxyHeader[] | undefined;
  /** URI SANs of the socket's *authorized* client certificate (RFC 5280 4.2.1.6). */
  readonly peerIdentity?: readonly string[] | undefined;
}
