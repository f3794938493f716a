/**
 * The recordings use the documentation's addresses (RFC 5737, RFC 3849). These public ones stand in
 * for them, for implementations that take the former for no client's.
 */
export function withPublicAddresses(text: string): string {
  return text
    .replaceAll("203.0.113.", "93.184.113.")
    .replaceAll("198.51.100.", "93.184.100.")
    .replaceAll(/2001:0?db8:/gi, "2a02:db8:");
}
