export type { AcceptProxyProtocolOptions } from "./accept-options.ts";
export { acceptProxyProtocol, type ProxyProtocolAcceptor } from "./accept-proxy-protocol.ts";
export * from "@client-ip/core";
export * from "@client-ip/presets";
export {
  bindResolver,
  clientIp,
  clientIpInfoOf,
  clientIpOf,
  explainClientIp,
  type RequestCarrier,
} from "./client-ip.ts";
export { defineClientIp } from "./define-client-ip.ts";
export { evidenceOf, type NodeRequest } from "./evidence.ts";
export { createResolver, resolverOf } from "./resolver.ts";
export { ProxyAcceptError, type ProxyAcceptErrorCode } from "./proxy-accept-error.ts";
export { type ClientError, proxyHeaderHint } from "./proxy-header-hint.ts";
export { proxyHeadersOf } from "./proxy-headers.ts";
export { proxyProtocolAgent, proxyProtocolSecureAgent } from "./proxy-sender-agents.ts";
export { connectWithProxyHeader } from "./proxy-sender-connect.ts";
export type { ProxiedClient } from "./proxy-sender-header.ts";
export {
  type ConnectDeadline,
  connectTlsWithProxyHeader,
  type ConnectTlsOptions,
} from "./proxy-sender-tls.ts";
export {
  type ConnectorTarget,
  type ProxyConnector,
  proxyProtocolConnector,
  type ProxyConnectorOptions,
} from "./proxy-sender-undici.ts";
export { ProxyProtocolError, type ProxyProtocolErrorCode } from "@client-ip/proxy-protocol";
