export type { ClientIpErrorCode, ClientIpErrorDetail } from "./errors.ts";
export { ClientIpError } from "./errors.ts";
export type {
  Evidence,
  PinnedCertificate,
  ProxyEndpoint,
  ProxyHeader,
  ProxyTlv,
} from "./evidence.ts";
export type { GrpcCall } from "./headers/evidence-of-call.ts";
export { evidenceOfCall } from "./headers/evidence-of-call.ts";
export type { FetchPeer, FetchRequest } from "./headers/evidence-of-fetch.ts";
export { evidenceOfFetch } from "./headers/evidence-of-fetch.ts";
export type { Unread } from "./walk/explanation.ts";
export { Explanation } from "./walk/explanation.ts";
export type {
  AddressName,
  AddressSource,
  Config,
  ForwardedTells,
  Hop,
  HopCount,
  ListTells,
  OneOf,
  Path,
  PathConfig,
  PathOptions,
  PresetCall,
  Secret,
  Statement,
  Tells,
  ValueTells,
} from "./config/hop.ts";
export { oneOf } from "./config/hop.ts";
export { definePath } from "./config/define-path.ts";
export type { Finding, FindingCode } from "./path/lint.ts";
export type { AnonymizeOptions } from "./address/anonymize.ts";
export { anonymize } from "./address/anonymize.ts";
export type { RateLimitKeyOptions } from "./address/rate-limit-key.ts";
export { rateLimitKey } from "./address/rate-limit-key.ts";
export type { PathFacts } from "./path/path-facts.ts";
export type { ListFormat, ListSource } from "./address/list-source.ts";
export type { LiveAddressesOptions } from "./address/live-addresses-options.ts";
export { LiveAddresses } from "./address/live-addresses.ts";
export type { Proof, Resolution, Status, Warning } from "./resolution.ts";
export type { ResolverOptions } from "./resolver.ts";
export { Resolver } from "./resolver.ts";
export { createResolver, isResolver } from "./create-resolver.ts";
export type { Networks } from "./config/networks.ts";
export type { Alarm, ResolverStats } from "./walk/tally.ts";
export type { Names, Presets } from "./config/names.ts";
export type { ExplanationStep } from "./walk/trace.ts";
