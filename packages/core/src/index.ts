export type { ClientIpErrorCode, ClientIpErrorDetail } from "./errors.ts";
export { ClientIpError } from "./errors.ts";
export type { Evidence, ProxyEndpoint, ProxyHeader, ProxyTlv } from "./evidence.ts";
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
export type { Proof, Resolution, Status, Warning } from "./resolution.ts";
