/**
 * PROXY protocol on connections of Node: receiving headers as a server, and sending them as a
 * client.
 *
 * @module
 */
export type { ProxyEndpoint, ProxyHeader, ProxyTlv } from "@client-ip/core";
export { ProxyProtocolError, type ProxyProtocolErrorCode } from "@client-ip/proxy-protocol";
export { acceptProxyProtocol, type ProxyProtocolAcceptor } from "./accept/accept-proxy-protocol.ts";
export type { AcceptProxyProtocolOptions } from "./accept/options.ts";
export { ProxyAcceptError, type ProxyAcceptErrorCode } from "./accept/proxy-accept-error.ts";
export { type ClientError, proxyHeaderHint } from "./accept/proxy-header-hint.ts";
export { proxyHeadersOf } from "./accept/proxy-headers.ts";
export { proxyProtocolAgent, proxyProtocolSecureAgent } from "./send/agents.ts";
export { connectWithProxyHeader } from "./send/connect.ts";
export type { ProxiedClient } from "./send/header.ts";
export {
  type ConnectDeadline,
  connectTlsWithProxyHeader,
  type ConnectTlsOptions,
} from "./send/tls.ts";
export {
  type ConnectorTarget,
  type ProxyConnector,
  proxyProtocolConnector,
  type ProxyConnectorOptions,
} from "./send/undici.ts";
