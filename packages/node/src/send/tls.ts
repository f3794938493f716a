import { once } from "node:events";
import type { NetConnectOpts, Socket } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { ProxyHeader } from "@client-ip/core";
import { connectSending, headerSent, takeTimeout, timedOut } from "./connect.ts";
import { type ProxiedClient, proxyHeaderBytes } from "./header.ts";

/** For how long a connection may take. */
export interface ConnectDeadline {
  /** Milliseconds until it is ready for use, handshake included; 10,000 unless given. */
  readonly connectTimeout?: number;
}

/** As for `net.connect` and `tls.connect`, but for `socket`. */
export type ConnectTlsOptions = NetConnectOpts &
  Omit<ConnectionOptions, "socket"> &
  ConnectDeadline;

/**
 * Opens a TLS connection on behalf of one client: the PROXY header in plain text, then the handshake. All of the
 * connection is this client's from then on, so it may be the session of `http2.connect` too (`createConnection`).
 *
 * @param options `servername` is what is asked for by SNI, as with `tls.connect`
 * @returns once the handshake is done and the server's certificate is verified
 * @throws {ProxyProtocolError} for a client that no header can name; else what `tls.connect` emits; `ETIMEDOUT`
 */
export async function connectTlsWithProxyHeader(
  client: ProxiedClient | ProxyHeader,
  options: ConnectTlsOptions,
): Promise<TLSSocket> {
  return await openTls(proxyHeaderBytes(client), options);
}

/** {@link connectTlsWithProxyHeader} for those who have the bytes. */
export async function openTls(header: Uint8Array, options: ConnectTlsOptions): Promise<TLSSocket> {
  const raw = connectSending(header, options);
  return await inTime(raw, options, async () => {
    await headerSent(raw);
    const secure = connect({ ...options, socket: raw });
    takeTimeout(secure, raw);
    await once(secure, "secureConnect");
    return secure;
  });
}

/** The same without TLS. */
export async function openPlain(
  header: Uint8Array,
  options: NetConnectOpts & ConnectDeadline,
): Promise<Socket> {
  const raw = connectSending(header, options);
  return await inTime(raw, options, async () => {
    await headerSent(raw);
    return raw;
  });
}

async function inTime<Opened extends Socket>(
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
