export type { ClientIpErrorCode, ClientIpErrorDetail } from "./errors.ts";
export { ClientIpError } from "./errors.ts";
export type { Evidence, ProxyEndpoint, ProxyHeader, ProxyTlv } from "./evidence.ts";
export type { Unread } from "./explain.ts";
export { Explanation } from "./explain.ts";
export type {
  AddressSource,
  Config,
  Hop,
  HopCount,
  ListTells,
  OneOf,
  Path,
  PathConfig,
  Secret,
  Tells,
  ValueTells,
} from "./hop.ts";
export { oneOf } from "./hop.ts";
export type { Finding, FindingCode } from "./lint.ts";
export type { LiveAddressesOptions } from "./live-addresses.ts";
export { LiveAddresses } from "./live-addresses.ts";
export type { Proof, Resolution, Status, Warning } from "./resolution.ts";
export { createResolver, isResolver, Resolver } from "./resolver.ts";
export type { Presets } from "./shorthand.ts";
export type { ExplanationStep } from "./trace.ts";
