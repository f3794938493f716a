import { ClientIpError, failField } from "../errors.ts";
import { Address } from "./address.ts";
import { toEmbeddedIPv4, toNetwork } from "./network.ts";
import { formatAddress, parseEndpoint } from "./parse.ts";

/** How much of an address {@link anonymize} keeps. */
export interface AnonymizeOptions {
  /** How many leading bits of an IPv4 address stay, 0 to 32. Default: 24. */
  readonly ipv4?: number;
  /** How many leading bits of an IPv6 address stay, 0 to 128. Default: 48. */
  readonly ipv6?: number;
}

const register = new Address();

/**
 * An address for a log that must not hold whole ones: the first address of its network.
 *
 * An IPv4-mapped address, or one that NAT64 translated (`64:ff9b::/96`, RFC 6052 2.1), is treated
 * as its IPv4 address. A zone and a port are left out, because they can identify a host.
 *
 * @param ip an address, with or without brackets, a zone and a port.
 * @returns canonical text (RFC 5952) without a prefix length. `undefined` for any text that is not
 *   an address: no part of such a text is returned.
 * @throws ClientIpError `bad-field` for a length that is out of its range, `config-type` for
 *   options that are `null`.
 *
 * @example
 * ```ts
 * import { anonymize } from "@client-ip/core";
 *
 * anonymize("203.0.113.7"); // -> "203.0.113.0"
 * anonymize("2001:db8:1:2::7"); // -> "2001:db8:1::"
 * anonymize("2001:db8:1:2::7", { ipv6: 32 }); // -> "2001:db8::"
 * anonymize("64:ff9b::203.0.113.7"); // -> "203.0.113.0"
 * anonymize("unknown"); // -> undefined
 * ```
 */
export function anonymize(
  ip: string | undefined,
  options: AnonymizeOptions = {},
): string | undefined {
  checkNotNull(options, "{ ipv4: 16 }");
  const { ipv4 = 24, ipv6 = 48 } = options;
  checkLength("ipv4", ipv4, 0, 32);
  checkLength("ipv6", ipv6, 0, 128);
  // A logger may pass any value.
  const given: unknown = ip;
  if (typeof given !== "string") return undefined;
  const text = withoutZone(given);
  if (!parseEndpoint(text, 0, text.length, register)) return undefined;
  toEmbeddedIPv4(register);
  toNetwork(register, register.family === 4 ? ipv4 : ipv6);
  return formatAddress(register);
}

/**
 * Other values in place of options have none: map() passes an index, and a limiter a response.
 *
 * @param example of options, as code
 * @throws ClientIpError `config-type`
 */
export function checkNotNull(options: object | null, example: string): void {
  if (options !== null) return;
  throw new ClientIpError({
    code: "config-type",
    given: "null in place of options",
    expected: "an object",
    remedy: `Leave it out, or write such as ${example}.`,
  });
}

/** @throws ClientIpError `bad-field` unless it is a whole number from `min` to `max` */
export function checkLength(field: string, length: unknown, min: number, max: number): void {
  if (Number.isInteger(length) && Number(length) >= min && Number(length) <= max) return;
  failField(field, length, `a whole number of bits from ${min} to ${max}`);
}

/** IPv6 text without its zone (RFC 4007 11), which ends at a bracket or at the end. */
function withoutZone(text: string): string {
  const percent = text.indexOf("%");
  if (percent < 0 || !text.slice(0, percent).includes(":")) return text;
  const close = text.indexOf("]", percent);
  return text.slice(0, percent) + (close < 0 ? "" : text.slice(close));
}
