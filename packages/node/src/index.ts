/**
 * What an application needs: the client of a request, and the words of a path. PROXY protocol is received and sent by
 * `@client-ip/node/proxy-protocol`; adapters for frameworks are made of `@client-ip/node/adapter`.
 *
 * @module
 */
export type * from "@client-ip/core";
export { ClientIpError, LiveAddresses, oneOf } from "@client-ip/core";
export * from "@client-ip/presets";
export {
  clientIp,
  clientIpInfoOf,
  clientIpOf,
  explainClientIp,
  type RequestLike,
} from "./request/client-ip.ts";
export { createResolver } from "./request/create-resolver.ts";
export type { NodeRequest } from "./request/evidence.ts";
