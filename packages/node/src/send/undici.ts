import { isIP, type Socket, type TcpNetConnectOpts } from "node:net";
import { callbackify } from "node:util";
import type { ConnectionOptions } from "node:tls";
import type { ProxyHeader } from "@client-ip/core";
import { type ProxiedClient, proxyHeaderBytes } from "./header.ts";
import { type ConnectDeadline, type ConnectTlsOptions, openPlain, openTls } from "./tls.ts";

/** As for `net.connect` and `tls.connect`; where to is undici's to say. */
export type ProxyConnectorOptions = Omit<TcpNetConnectOpts, "host" | "port" | "localAddress"> &
  Omit<ConnectionOptions, "socket" | "host" | "port" | "path"> &
  ConnectDeadline;

/** What undici asks a connector for. */
export interface ConnectorTarget {
  readonly protocol: string;
  /** A name or an address without brackets. */
  readonly hostname: string;
  /** Empty for the protocol's own. */
  readonly port: string;
  readonly servername?: string;
  readonly localAddress?: string | null;
  /** A unix socket, in place of host name and port. */
  readonly socketPath?: string | null;
  readonly allowH2?: boolean;
}

/** The function that undici takes as `connect`. */
export type ProxyConnector = (
  target: ConnectorTarget,
  callback: (...outcome: [error: null, socket: Socket] | [error: Error, socket: null]) => void,
) => void;

/**
 * For undici's dispatchers on behalf of one client, and so for `fetch`:
 * `fetch(url, { dispatcher: new Agent({ connect: proxyProtocolConnector(client) }) })`.
 *
 * Each connection of that dispatcher begins with this client's PROXY header, before TLS. There is no way to name another
 * client: keep-alive, pipelining and HTTP/2 streams share connections within one client only. Make a dispatcher for each.
 *
 * @param options undici's own `connectTimeout` and `autoSelectFamily` do not reach a `connect` function: give them here.
 *   HTTP/2 is offered where the dispatcher has `allowH2` (undici 7), or by `ALPNProtocols`.
 * @throws {ProxyProtocolError} for a client that no header can name
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
