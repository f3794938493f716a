/** One end of the connection that a PROXY header describes. */
export interface ProxyEndpoint {
  /** Bare address text as sent: no port, no brackets. `::ffff:a.b.c.d` is not folded here. */
  readonly address: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** One type-length-value of a PROXY v2 header (haproxy.org proxy-protocol.txt, 2.2). */
export interface ProxyTlv {
  /** 0 to 255. */
  readonly type: number;
  /** The value's bytes, as sent. */
  readonly value: Uint8Array;
}

/** A decoded PROXY protocol header (haproxy.org proxy-protocol.txt, 2.1 and 2.2). */
export interface ProxyHeader {
  readonly version: 1 | 2;
  /**
   * `LOCAL`: the connection is the proxy's own, such as a health check. Version 1 has `UNKNOWN`
   * instead, which is family `UNSPEC`.
   */
  readonly command: "PROXY" | "LOCAL";
  /** `INET`: IPv4, `INET6`: IPv6, `UNIX`: a unix socket, `UNSPEC`: unknown. */
  readonly family: "INET" | "INET6" | "UNIX" | "UNSPEC";
  /** `STREAM`: TCP, `DGRAM`: UDP, `UNSPEC`: unknown. */
  readonly transport: "STREAM" | "DGRAM" | "UNSPEC";
  /** Absent with LOCAL, UNKNOWN and UNSPEC. With family `UNIX` the address is a path. */
  readonly source?: ProxyEndpoint;
  /** The address to which the client connected; absent as `source` is. */
  readonly destination?: ProxyEndpoint;
  /** In the order sent; empty with version 1. */
  readonly tlvs: readonly ProxyTlv[];
}

/** The socket's client certificate, as it was checked against the CAs that a path pins. */
export interface PinnedCertificate {
  /** Its URI SANs (RFC 5280 4.2.1.6). */
  readonly identity: readonly string[];
  /** Those of `Resolver.cas` that have signed it themselves; empty if none has. */
  readonly cas: readonly string[];
}

/** All that a resolver reads of a request: what the application's own socket and parser report. */
export interface Evidence {
  /**
   * The socket's peer: bare address text (`::ffff:a.b.c.d` and a zone are allowed), `'unix'` when
   * the *listener* is a unix socket, `'invoker'` when a function was invoked and there is no
   * socket, `undefined` when the connection is closed.
   */
  readonly peer: string | undefined;
  /** The peer's port, 0 to 65535. */
  readonly peerPort?: number | undefined;
  /**
   * A number of the connection, by which a resolver sees whether many connections have one client;
   * the port if absent, which a unix peer has not.
   */
  readonly connection?: number | undefined;
  /** Names and values in turn, in wire order, with duplicates (Node's `req.rawHeaders`). */
  readonly rawHeaders: readonly string[];
  /**
   * Values by lower-case name, duplicates joined with commas (Node's `req.headers`). Optional: it
   * saves time, and must hold the same lines as `rawHeaders`.
   */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
  /**
   * Whether `rawHeaders` has one line for each name, into which all lines of the name were joined
   * with `, ` (Fetch's Headers). What cannot be told apart then is `ambiguous`.
   */
  readonly joined?: boolean | undefined;
  /** Whether the socket is encrypted (TLS). Left out: not known. */
  readonly encrypted?: boolean | undefined;
  /** The only Host line or `:authority` of the request, as sent. */
  readonly authority?: string | undefined;
  /** Whether the server's limit dropped header lines, or may have. */
  readonly truncated?: boolean | undefined;
  /** PROXY headers of the connection, the nearest hop's first. */
  readonly proxyProtocol?: ProxyHeader | readonly ProxyHeader[] | undefined;
  /** URI SANs (RFC 5280 4.2.1.6) of the socket's client certificate, if it was *authorized*. */
  readonly peerIdentity?: readonly string[] | undefined;
  /** The same certificate, for hops that pin their CA (`Hop.ca`): without it none is proven. */
  readonly peerCertificate?: PinnedCertificate | undefined;
}
