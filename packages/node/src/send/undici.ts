import { isIP, type Socket, type TcpNetConnectOpts } from "node:net";
import { callbackify } from "node:util";
import type { ConnectionOptions } from "node:tls";
import type { ProxyHeader } from "@client-ip/core";
import { type ProxiedClient, proxyHeaderBytes } from "./header.ts";
import { type ConnectDeadline, type ConnectTlsOptions, openPlain, openTls } from "./tls.ts";

/** As for `net.connect` and `tls.connect`, without the target, which undici names. */
export type ProxyConnectorOptions = Omit<TcpNetConnectOpts, "host" | "port" | "localAddress"> &
  Omit<ConnectionOptions, "socket" | "host" | "port" | "path"> &
  ConnectDeadline;

/** What undici asks a connector to connect to. */
export interface ConnectorTarget {
  readonly protocol: string;
  /** A name or an address without brackets. */
  readonly hostname: string;
  /** Empty for the protocol's default port. */
  readonly port: string;
  readonly servername?: string;
  readonly localAddress?: string | null;
  /** A unix socket, instead of host name and port. */
  readonly socketPath?: string | null;
  readonly allowH2?: boolean;
}

/** The function that undici takes as `connect`. */
export type ProxyConnector = (
  target: ConnectorTarget,
  callback: (...outcome: [error: null, socket: Socket] | [error: Error, socket: null]) => void,
) => void;

/**
 * For a dispatcher of undici on behalf of one client, and so for `fetch`.
 *
 * Each connection of the dispatcher begins with this client's PROXY header, before TLS. Create one
 * dispatcher for each client: keep-alive, pipelining and HTTP/2 streams share its connections.
 *
 * @param client or any header, such as one that was received.
 * @param options undici does not pass its own `connectTimeout` and `autoSelectFamily` to a
 *   `connect` function: give them here. HTTP/2 is offered if the dispatcher has `allowH2` (undici
 *   7), or with `ALPNProtocols`.
 * @throws {ProxyProtocolError} for a client that no header can name.
 *
 * @example
 * ```ts
 * import { proxyProtocolConnector } from "@client-ip/node/proxy-protocol";
 *
 * const source = { address: "203.0.113.7", port: 40_001 };
 * const destination = { address: "192.0.2.1", port: 443 };
 * const connect = proxyProtocolConnector({ source, destination }, { connectTimeout: 2_000 });
 * // await fetch(url, { dispatcher: new Agent({ connect }) })
 * typeof connect; // -> "function"
 * ```
 */
export function proxyProtocolConnector(
  client: ProxiedClient | ProxyHeader,
  options: ProxyConnectorOptions = {},
): ProxyConnector {
  const header = proxyHeaderBytes(client);
  return (target, callback) => {
    const open = target.protocol === "https:" ? openTls : openPlain;
    callbackify(() => open(header, connectionTo(target, options)))(
      (error: Error | null, socket: Socket) => {
        if (error === null) callback(null, socket);
        else callback(error, null);
      },
    );
  };
}

function connectionTo(target: ConnectorTarget, options: ProxyConnectorOptions): ConnectTlsOptions {
  const { protocol, hostname, port, servername, localAddress, socketPath, allowH2 } = target;
  return {
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    noDelay: true,
    ALPNProtocols: allowH2 ? ["http/1.1", "h2"] : ["http/1.1"],
    ...options,
    host: hostname,
    port: Number(port || (protocol === "https:" ? 443 : 80)),
    servername: servername || options.servername || (isIP(hostname) === 0 ? hostname : undefined),
    ...(localAddress && { localAddress }),
    ...(socketPath && { path: socketPath }),
  };
}
