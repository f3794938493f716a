/** RFC 5737 3 and RFC 3849 2: no host has these addresses. */
const IPV4_NETWORKS = ["192.0.2", "198.51.100", "203.0.113"];

/**
 * Gives addresses to forge, each once, from the ranges for documentation alone. Those of IPv4 last
 * for 750 calls.
 *
 * @param seen what honest requests showed: never given, so that each forged one can be told apart.
 */
export function forgedAddresses(seen: ReadonlySet<string>): {
  readonly ipv4: () => string;
  readonly ipv6: () => string;
} {
  let host = 0;
  let group = 0;
  const ipv4 = (): string => {
    const address = `${IPV4_NETWORKS[host % 3]}.${11 + Math.floor(host / 3)}`;
    host += 1;
    return seen.has(address) ? ipv4() : address;
  };
  const ipv6 = (): string => {
    group += 1;
    const address = `2001:db8:f0:9ed::${group.toString(16)}`;
    return seen.has(address) ? ipv6() : address;
  };
  return { ipv4, ipv6 };
}
