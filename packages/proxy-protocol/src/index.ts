export type { ProxyEndpoint, ProxyHeader, ProxyTlv } from "@client-ip/core";
export { decode, type DecodeOptions } from "./decode/decode.ts";
export { encode } from "./encode/encode.ts";
export { ProxyProtocolError, type ProxyProtocolErrorCode } from "./errors.ts";
export type { Decoded } from "./decode/header.ts";
export { type ProxySsl, ssl } from "./tlv/ssl.ts";
export { alpn, authority, netns, uniqueId } from "./tlv/standard.ts";
export { SSL_TLV, TLV } from "./tlv/types.ts";
export {
  type AlibabaPrivateLink,
  alibabaPrivateLink,
  awsVpcEndpointId,
  azurePrivateEndpointLinkId,
  gcpPscConnectionId,
  ztunnelIdentity,
} from "./tlv/vendors.ts";
