export type { AcceptProxyProtocolOptions } from "./accept/options.ts";
export { acceptProxyProtocol, type ProxyProtocolAcceptor } from "./accept/accept-proxy-protocol.ts";
export * from "@client-ip/core";
export * from "@client-ip/presets";
export {
  bindResolver,
  clientIp,
  clientIpInfoOf,
  clientIpOf,
  explainClientIp,
  type RequestLike,
} from "./request/client-ip.ts";
export { defineClientIp } from "./request/define-client-ip.ts";
export { evidenceOf, type NodeRequest } from "./request/evidence.ts";
export { createResolver, resolverOf } from "./request/create-resolver.ts";
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
export { ProxyProtocolError, type ProxyProtocolErrorCode } from "@client-ip/proxy-protocol";
