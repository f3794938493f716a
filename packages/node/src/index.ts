/**
 * What an application needs: the client of a request, and the presets and functions for a path.
 *
 * Receiving and sending PROXY headers is in `@client-ip/node/proxy-protocol`; what the author of an
 * adapter needs is in `@client-ip/node/adapter`.
 *
 * @module
 */
export type * from "@client-ip/core";
export { anonymize, ClientIpError, definePath, LiveAddresses, oneOf } from "@client-ip/core";
export * from "@client-ip/presets";
export { clientIpInfoOf, clientIpOf, explainClientIp } from "./request/client-ip.ts";
export type { CompareOptions, ComparisonCounts, Difference } from "./request/comparison.ts";
export type { ResolutionMessage } from "./request/resolution-channel.ts";
export type { Config } from "./request/config.ts";
export {
  type Freshness,
  keepFresh,
  liveAddresses,
  type LiveAddressesFrom,
} from "./live/keep-fresh.ts";
export type { LiveListStats } from "./live/refresher.ts";
export { createResolver } from "./request/create-resolver.ts";
export { rateLimitKey } from "./request/rate-limit-key.ts";
export { asTrustProxy } from "./request/trust-proxy.ts";
export { diagnostics, type DiagnosticsOptions } from "./diagnostics/diagnostics.ts";
export type { DiagnosticAnswer } from "./diagnostics/answer.ts";
export type { ClientIpOptions } from "./seal/gate.ts";
export { clientIp } from "./seal/middleware.ts";
export type { OriginalHeaders } from "./seal/opened-headers.ts";
export type { AskedRequest, SealOptions, Unresolved } from "./seal/options.ts";
export type { Diagnostics } from "./seal/own-answer.ts";
export { originalHeaders } from "./seal/seal-request.ts";
export { sealRequests } from "./seal/seal-requests.ts";
export type { NodeRequest, RequestLike } from "./request/request-like.ts";
