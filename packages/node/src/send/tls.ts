import { once } from "node:events";
import type { NetConnectOpts, Socket } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { ProxyHeader } from "@client-ip/core";
import { connectSending, headerSent, takeTimeout, timedOut } from "./connect.ts";
import { type ProxiedClient, proxyHeaderBytes } from "./header.ts";

/** How long a connection may take. */
export interface ConnectDeadline {
  /** Milliseconds until it is ready for use, handshake included; 10,000 by default. */
  readonly connectTimeout?: number;
}

/** As for `net.connect` and `tls.connect`, without `socket`. */
export type ConnectTlsOptions = NetConnectOpts &
  Omit<ConnectionOptions, "socket"> &
  ConnectDeadline;

/**
 * Opens a TLS connection on behalf of one client: the PROXY header in plain text, then the
 * handshake. Use the connection for this client alone, such as for one session of `http2.connect`
 * (`createConnection`).
 *
 * @param client or any header, such as one that was received.
 * @param options `servername` is the name for SNI, as with `tls.connect`.
 * @returns when the handshake is done and the server's certificate is verified.
 * @throws {ProxyProtocolError} for a client that no header can name.
 * @throws what `tls.connect` emits, or `ETIMEDOUT`.
 *
 * @example
 * ```ts
 * import { connectTlsWithProxyHeader } from "@client-ip/node/proxy-protocol";
 *
 * const source = { address: "203.0.113.7", port: 40_001 };
 * const destination = { address: "192.0.2.1", port: 443 };
 * const options = { host: "127.0.0.1", port: 1, ALPNProtocols: ["h2"] };
 * const failed = await connectTlsWithProxyHeader({ source, destination }, options).catch((e) => e);
 * failed.code; // -> "ECONNREFUSED"
 * ```
 */
export async function connectTlsWithProxyHeader(
  client: ProxiedClient | ProxyHeader,
  options: ConnectTlsOptions,
): Promise<TLSSocket> {
  return await openTls(proxyHeaderBytes(client), options);
}

/** {@link connectTlsWithProxyHeader} with the header's bytes. */
export async function openTls(header: Uint8Array, options: ConnectTlsOptions): Promise<TLSSocket> {
  const raw = connectSending(header, options);
  return await withDeadline(raw, options, async () => {
    await headerSent(raw);
    const secure = connect({ ...options, socket: raw });
    takeTimeout(secure, raw);
    await once(secure, "secureConnect");
    return secure;
  });
}

/** {@link openTls} without TLS. */
export async function openPlain(
  header: Uint8Array,
  options: NetConnectOpts & ConnectDeadline,
): Promise<Socket> {
  const raw = connectSending(header, options);
  return await withDeadline(raw, options, async () => {
    await headerSent(raw);
    return raw;
  });
}

async function withDeadline<Opened extends Socket>(
  raw: Socket,
  { connectTimeout = 10_000 }: ConnectDeadline,
  open: () => Promise<Opened>,
): Promise<Opened> {
  const deadline = setTimeout(() => {
    raw.destroy(timedOut(connectTimeout));
  }, connectTimeout);
  try {
    return await open();
  } catch (error) {
    raw.destroy();
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}
