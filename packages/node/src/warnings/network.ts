/**
 * The network of a peer. Warnings come once for each network, not for each address.
 *
 * @param peer canonical text (RFC 5952, IPv4-mapped folded to IPv4), `unix` or `invoker`.
 * @returns an IPv4 /24 or IPv6 /64 as text; both words unchanged.
 */
export function networkOf(peer: string): string {
  if (peer.includes(":")) return `${firstGroups(peer)}::/64`;
  return peer.includes(".") ? `${peer.slice(0, peer.lastIndexOf("."))}.0/24` : peer;
}

/** The first four groups, without the trailing zeros, which `::` stands for. */
function firstGroups(peer: string): string {
  const [head = "", tail] = peer.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    // One group, if it is empty: behind the first four, too.
    const behind = tail.split(":");
    while (groups.length + behind.length < 8) groups.push("0");
    groups.push(...behind);
  }
  groups.length = 4;
  while (groups.at(-1) === "0") groups.pop();
  return groups.join(":");
}
