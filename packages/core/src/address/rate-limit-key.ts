import { ClientIpError, quote } from "../errors.ts";
import type { Resolution } from "../resolution.ts";
import { Address } from "./address.ts";
import { checkLength, checkNotNull } from "./anonymize.ts";
import { toEmbeddedIPv4, toNetwork } from "./network.ts";
import { isNonPublic } from "./non-public.ts";
import { formatAddress, parseAddress } from "./parse.ts";

/** How clients are told apart by {@link rateLimitKey}. */
export interface RateLimitKeyOptions {
  /**
   * How many leading bits of a public IPv6 address name one client, 1 to 128. Default: 56, the
   * smallest network that providers commonly give a household (RIPE-690 4.2).
   */
  readonly ipv6Prefix?: number;
}

const register = new Address();

/**
 * The key under which a client's requests are counted or banned. There always is one.
 *
 * - IPv4: the whole address. So is one that NAT64 has translated (`64:ff9b::/96`, RFC 6052 2.1):
 *   all IPv4 clients would share one IPv6 network.
 * - public IPv6: the network, `2001:db8:0:1200::/56`, because one client has all addresses of it.
 * - other IPv6, such as that of a pod: the address as a network of one, `fd00::7/128`.
 * - unresolved: `unresolved:STATUS:ADDRESS`, where the address, written as above, is
 *   `resolution.outermost`, the peer, `unix`, `invoker` or `none`. Each status has keys of its own,
 *   so that a flood of `malformed` does not use up the limit of `missing`.
 *
 * @param resolution from {@link Resolver.resolve}.
 * @throws ClientIpError `config-type` for what is no resolution, and for options that are `null`;
 *   `bad-field` for a length that is out of its range. Never for a resolution of a resolver.
 *
 * @example
 * ```ts
 * import { createResolver, rateLimitKey } from "@client-ip/core";
 *
 * const resolver = createResolver({ address: "10.0.0.5", tells: "x-forwarded-for" });
 * const keyFor = (list: string) =>
 *   rateLimitKey(resolver.resolve({ peer: "10.0.0.5", rawHeaders: ["X-Forwarded-For", list] }));
 * keyFor("203.0.113.7"); // -> "203.0.113.7"
 * keyFor("2001:db8:0:1234::7"); // -> "2001:db8:0:1200::/56"
 * keyFor("no address"); // -> "unresolved:malformed:10.0.0.5"
 * ```
 */
export function rateLimitKey(
  resolution: Pick<Resolution, "ip" | "status" | "peer" | "outermost">,
  options: RateLimitKeyOptions = {},
): string {
  checkNotNull(options, "{ ipv6Prefix: 64 }");
  const { ipv6Prefix = 56 } = options;
  checkLength("ipv6Prefix", ipv6Prefix, 1, 128);
  const given: unknown = resolution;
  if (typeof given !== "object" || given === null || typeof resolution.status !== "string") {
    return failType(given);
  }
  const { ip, status, peer, outermost = peer } = resolution;
  if (status === "resolved") return keyOf(ip, ipv6Prefix) ?? failType(given);
  const place =
    outermost === "unix" || outermost === "invoker" ? outermost : keyOf(outermost, ipv6Prefix);
  return `unresolved:${status}:${place ?? "none"}`;
}

/** The key of an address; `undefined` for text that is not an address. */
function keyOf(ip: string | undefined, ipv6Prefix: number): string | undefined {
  if (ip === undefined || !parseAddress(ip, 0, ip.length, register)) return undefined;
  toEmbeddedIPv4(register);
  if (register.family === 4) return formatAddress(register);
  const bits = isNonPublic(register) ? 128 : ipv6Prefix;
  toNetwork(register, bits);
  return `${formatAddress(register)}/${bits}`;
}

function failType(given: unknown): never {
  throw new ClientIpError({
    code: "config-type",
    given: quote(given),
    expected: "a resolution",
    remedy: "Write rateLimitKey(resolver.resolve(evidence)), or rateLimitKey(req) of an adapter.",
  });
}
