import { BlockList, isIP } from "node:net";
import { ClientIpError, createResolver, type Resolver } from "@client-ip/core";
import { kept, same, type Target } from "../target.ts";

/** Peers in and beside the ranges that mutations make of the seeds. */
const PEERS = [
  "10.0.0.1",
  "10.255.255.255",
  "11.0.0.0",
  "192.0.2.128",
  "192.0.2.127",
  "fd00::1",
  "2001:db8::1",
  "::1",
  "127.0.0.1",
];

/** The resolver, or nothing for a configuration that is refused. */
export function accepted(config: string): Resolver | undefined {
  try {
    return createResolver(config);
  } catch (error) {
    if (!(error instanceof ClientIpError)) throw error;
    kept("an error for people", /^\[[a-z0-9-]+\] given .+, expected .+\. .+$/s.test(error.message));
    kept("an error without control characters", !/\p{Cc}/u.test(error.message));
    return undefined;
  }
}

/**
 * Node's own lists for plain prefixes and addresses; nothing if a part is another form. One for
 * each family: Node looks IPv4 up in IPv6 prefixes, too.
 */
function blockLists(text: string): Readonly<Record<"ipv4" | "ipv6", BlockList>> | undefined {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const part of text.split(",").map((one) => one.trim())) {
    const [, address = "", length] = /^([\d.]+|[\da-f:]+)(?:\/(\d{1,3}))?$/i.exec(part) ?? [];
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0 || /^::ffff:/i.test(address)) return undefined;
    if (length === undefined) lists[family].addAddress(address, family);
    else lists[family].addSubnet(address, Number(length), family);
  }
  return lists;
}

export const ranges: Target = {
  name: "ranges",
  guidedBy: ["core/src/address/", "core/src/config/read-text"],
  seeds: [
    "10.0.0.0/8",
    "192.0.2.128/25, fd00::/8",
    "2001:db8::/32",
    "loopback, private",
    "127.0.0.1,::1",
  ],
  tokens: [
    "/",
    "/0",
    "/8",
    "/32",
    "/33",
    "/128",
    "/129",
    ",",
    ", ",
    "::",
    ".",
    "0",
    "ffff",
    "loopback",
    "private",
    "cgnat",
    "::ffff:",
    "any",
  ],
  check: (text) => {
    const resolver = accepted(text);
    const lists = resolver && blockLists(text);
    if (lists === undefined) return;
    for (const peer of PEERS) {
      const { via } = resolver!.resolve({ peer, rawHeaders: ["X-Forwarded-For", "203.0.113.7"] });
      const family = isIP(peer) === 6 ? "ipv6" : "ipv4";
      const isInside = lists[family].check(peer, family);
      same(`${peer} is inside where net.BlockList says so`, via.length > 0, isInside);
    }
  },
};
