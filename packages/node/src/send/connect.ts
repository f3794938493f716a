import { connect, type NetConnectOpts, type Socket } from "node:net";
import { ClientIpError, type ProxyHeader } from "@client-ip/core";
import { type ProxiedClient, proxyHeaderBytes } from "./header.ts";

/**
 * Opens a connection on behalf of one client. The PROXY header is sent first, together with what is
 * written before the connection is established. Use the connection for this client alone.
 *
 * It fits wherever a new connection is expected: `createConnection` of `http2.connect` and
 * `http.request`, or a database driver. For TLS use {@link connectTlsWithProxyHeader}, which waits
 * until the header is sent.
 *
 * @param client or any header, such as one that was received.
 * @param options as for `net.connect`, in one object.
 * @throws {ProxyProtocolError} for a client that no header can name, before anything is opened.
 * @throws ClientIpError `config-type` if the options are no object.
 *
 * @example
 * ```ts
 * import { createServer, type AddressInfo } from "node:net";
 * import { text } from "node:stream/consumers";
 * import { connectWithProxyHeader } from "@client-ip/node/proxy-protocol";
 *
 * const server = createServer((socket) => socket.once("data", (bytes) => socket.end(bytes)));
 * const { port } = server.listen(0).address() as AddressInfo;
 * const source = { address: "203.0.113.7", port: 40_001 };
 * const destination = { address: "192.0.2.1", port: 443 };
 * const socket = connectWithProxyHeader({ source, destination, version: 1 }, { port });
 * await text(socket); // -> "PROXY TCP4 203.0.113.7 192.0.2.1 40001 443\r\n"
 * server.close();
 * ```
 */
export function connectWithProxyHeader(
  client: ProxiedClient | ProxyHeader,
  options: NetConnectOpts,
): Socket {
  return connectSending(proxyHeaderBytes(client), options);
}

/** {@link connectWithProxyHeader} with the header's bytes. */
export function connectSending(header: Uint8Array, options: NetConnectOpts): Socket {
  // net.connect also takes a port and a host. Here the host would be lost.
  if (typeof options !== "object" || options === null) {
    throw new ClientIpError({
      code: "config-type",
      given: `${typeof options} in place of where to connect to`,
      expected: "an object",
      remedy: "Write { host, port }, or { path } of a unix socket, as the second argument.",
    });
  }
  const socket = connect(options);
  // Corked: the header and all that is written until then leave in one system call.
  socket.cork();
  socket.once("connect", () => {
    socket.uncork();
  });
  socket.write(header);
  return socket;
}

/**
 * Waits until the operating system has the header. TLS must not begin earlier: Node ends the
 * process when a TLSSocket over a connection with unsent bytes is destroyed, or when
 * `autoSelectFamily` moves on to the next address.
 *
 * Until then the `timeout` of the options closes the connection: no other code can.
 *
 * @throws the connection's own error, or `ETIMEDOUT`.
 */
export async function headerSent(raw: Socket): Promise<void> {
  const expire = (): void => {
    raw.destroy(timedOut(raw.timeout));
  };
  // The write below reports an error, and later the TLSSocket or undici. This listener is for a
  // reset in between, which would be uncaught.
  raw.on("error", () => {});
  raw.on("timeout", expire);
  await new Promise<void>((resolve, reject) => {
    raw.write("", (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  raw.off("timeout", expire);
}

/**
 * Moves the timeout to the TLS socket. TLS reads from the handle, so the socket below looks idle.
 */
export function takeTimeout(secure: Socket, raw: Socket): void {
  secure.setTimeout(raw.timeout ?? 0);
  raw.setTimeout(0);
}

/** @param milliseconds the time that has passed. */
export function timedOut(milliseconds: number | undefined): Error {
  return Object.assign(new Error(`no connection within ${milliseconds} ms`), { code: "ETIMEDOUT" });
}
