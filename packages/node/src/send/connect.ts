import { connect, type NetConnectOpts, type Socket } from "node:net";
import { ClientIpError, type ProxyHeader } from "@client-ip/core";
import { type ProxiedClient, proxyHeaderBytes } from "./header.ts";

/**
 * Opens a connection on behalf of one client. Its PROXY header goes first, in one segment with what is written before
 * the connection is there; all of the connection is this client's from then on.
 *
 * For anything that takes a new connection: `createConnection` of `http2.connect` and `http.request`, a database driver.
 * TLS must not be laid over it by hand before the header is out: {@link connectTlsWithProxyHeader} does that.
 *
 * @param options as for `net.connect`, in one object
 * @throws {ProxyProtocolError} for a client that no header can name, before anything is opened
 * @throws ClientIpError `config-type` where the options are no object
 */
export function connectWithProxyHeader(
  client: ProxiedClient | ProxyHeader,
  options: NetConnectOpts,
): Socket {
  return connectSending(proxyHeaderBytes(client), options);
}

/** {@link connectWithProxyHeader} for those who have the bytes. */
export function connectSending(header: Uint8Array, options: NetConnectOpts): Socket {
  // net.connect takes a port and a host as well: the host would be lost here.
  if (typeof options !== "object" || options === null) {
    throw new ClientIpError({
      code: "config-type",
      given: `${typeof options} in place of where to connect to`,
      expected: "an object",
      remedy: "Write { host, port }, or { path } of a unix socket, as the second argument.",
    });
  }
  const socket = connect(options);
  // Corked, all that is written until then leaves by one system call, the header foremost.
  socket.cork();
  socket.once("connect", () => {
    socket.uncork();
  });
  socket.write(header);
  return socket;
}

/**
 * Waits until the header is with the operating system. TLS begins after that only: Node ends the process when a
 * TLSSocket over a connection with unsent bytes is destroyed, or when `autoSelectFamily` moves on to the next address.
 *
 * Until then the `timeout` that it was opened with ends it: nobody else sees it yet.
 *
 * @throws the connection's own error, or `ETIMEDOUT`
 */
export async function headerSent(raw: Socket): Promise<void> {
  const late = (): void => {
    raw.destroy(timedOut(raw.timeout));
  };
  // Told by the write below, and later by the TLSSocket or by undici. A server that resets at once makes an error before
  // these have seen the connection.
  raw.on("error", () => {});
  raw.on("timeout", late);
  await new Promise<void>((resolve, reject) => {
    raw.write("", (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  raw.off("timeout", late);
}

/** Hands the timeout on to TLS, which reads from the handle itself: the connection below looks idle from now on. */
export function takeTimeout(secure: Socket, raw: Socket): void {
  secure.setTimeout(raw.timeout ?? 0);
  raw.setTimeout(0);
}

/** @param milliseconds that were waited in vain */
export function timedOut(milliseconds: number | undefined): Error {
  return Object.assign(new Error(`no connection within ${milliseconds} ms`), { code: "ETIMEDOUT" });
}
