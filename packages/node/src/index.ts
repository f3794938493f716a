export {
  acceptProxyProtocol,
  type AcceptProxyProtocolOptions,
  type ProxyProtocolAcceptor,
} from "./accept-proxy-protocol.ts";
export * from "@client-ip/core";
export * from "@client-ip/presets";
export {
  bindResolver,
  clientIp,
  clientIpInfoOf,
  clientIpOf,
  explainClientIp,
} from "./client-ip.ts";
export { defineClientIp } from "./define-client-ip.ts";
export { evidenceOf, type NodeRequest } from "./evidence.ts";
export { createResolver, resolverOf } from "./resolver.ts";
export { ProxyAcceptError, type ProxyAcceptErrorCode } from "./header-receiver.ts";
export { proxyHeadersOf } from "./proxy-headers.ts";
