// For the other packages of this repository. Not for applications: it may change in any release.
export { canonicalAddress } from "./address/canonical.ts";
export { formatIPv6Groups, longestZeroRun } from "./address/ipv6-format.ts";
export type { OptionRule, OptionRules, OptionsError } from "./options/check-options.ts";
export {
  CALLBACK,
  checkOptions,
  FLAG,
  kindOf,
  oneOfThese,
  optionText,
  orUndefined,
  required,
  TEXT,
  wholeNumber,
} from "./options/check-options.ts";
export { closest } from "./options/closest.ts";
export { isObject, knownFields } from "./options/fields.ts";
export { RESOLVER_OPTIONS } from "./config/resolver-options.ts";
export { headerName } from "./config/header-name.ts";
export { ADDRESS_HEADERS } from "./headers/address-headers.ts";
export { usualSpelling } from "./headers/header-spelling.ts";
export { forwardingHeader } from "./headers/forwarding-headers.ts";
export { failCa } from "./config/parse-ca.ts";
export { shareClass, sharedObject } from "./copies.ts";
export { ClientIpError, helpFor, quote } from "./errors.ts";
export { networkNameOf } from "./walk/probable-proxy.ts";
export { partsOf } from "./path/parts.ts";
export type { Trust } from "./walk/trust.ts";
export { fail as failTrust, trustOf } from "./walk/trust.ts";
export { Address } from "./address/address.ts";
export type { AddressSet } from "./address/address-set.ts";
export { formatAddress, parseAddress } from "./address/parse.ts";
export { isNonPublic } from "./address/non-public.ts";
export { isNonUnicast } from "./address/special.ts";
export type { PathHop } from "./path/compile-path.ts";
export { publicUrl, sourceText } from "./address/list-source.ts";
export { parsePrefix } from "./address/prefix.ts";
