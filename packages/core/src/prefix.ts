import ipaddr from "ipaddr.js";
import { Address, formatAddress, parseAddress } from "./address.ts";
import { ClientIpError, shown } from "./errors.ts";

/** A configured range of addresses, inclusive at both ends; a single address is a range of one. */
export interface Prefix {
  readonly family: 4 | 6;
  /** Unsigned 128-bit (IPv6) or 32-bit (IPv4) numbers. */
  readonly first: bigint;
  readonly last: bigint;
}

/** The names a range may have: proxy-addr's three, the synonym `private`, and carrier-grade NAT (RFC 6598). */
export const RANGE_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ["loopback", ["127.0.0.0/8", "::1/128"]],
  ["linklocal", ["169.254.0.0/16", "fe80::/10"]],
  ["uniquelocal", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]],
  ["private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]],
  ["cgnat", ["100.64.0.0/10"]],
]);

const scratch = new Address();

/**
 * Reads a configured address or CIDR. The strict grammar is ours, the arithmetic ipaddr.js's. An IPv4-mapped
 * prefix is folded to IPv4.
 *
 * @throws ClientIpError `bad-address`, or `host-bits` when bits beyond the prefix length are set
 */
export function parsePrefix(text: string): Prefix {
  const slash = text.indexOf("/");
  const address = slash < 0 ? text : text.slice(0, slash);
  const mapped = parseAddress(address, 0, address.length, scratch)
    ? scratch.family === 4 && address.includes(":")
    : refuse(text);
  const widest = address.includes(":") ? 128 : 32;
  const bits = slash < 0 ? widest : Number(text.slice(slash + 1));
  if (text.includes(",")) refuse(text);
  if (slash >= 0 && (!/^(?:0|[1-9]\d{0,2})$/.test(text.slice(slash + 1)) || bits > widest)) {
    throw new ClientIpError({
      code: "bad-address",
      given: shown(text),
      expected: `a prefix length from 0 to ${widest}`,
      remedy: `Write "${address}/${widest}" for the one address.`,
    });
  }
  // ipaddr.js takes `::10.0.0.5` for an IPv4-mapped address: it gets hexadecimal groups only.
  const plain = mapped
    ? `::ffff:${hex(scratch.a >>> 16)}:${hex(scratch.a & 0xffff)}`
    : formatAddress(scratch);
  const cidr = `${plain}/${bits}`;
  const { parser, family } =
    widest === 128
      ? { parser: ipaddr.IPv6, family: 6 as const }
      : { parser: ipaddr.IPv4, family: 4 as const };
  const network = parser.networkAddressFromCIDR(cidr);
  const first = toBigInt(network.toByteArray());
  if (first !== toBigInt(parser.parse(plain).toByteArray())) {
    throw new ClientIpError({
      code: "host-bits",
      given: shown(text),
      expected: "a network address, with no bit set beyond the prefix length",
      remedy: `Write "${network.toString()}/${bits}" for the range, or "${address}" for the one address.`,
    });
  }
  const last = first + (1n << BigInt(widest - bits)) - 1n;
  // A network inside ::ffff:0:0/96 has at least 96 bits, or host bits would have been set.
  return mapped
    ? { family: 4, first: first & 0xffffffffn, last: last & 0xffffffffn }
    : { family, first, last };
}

function hex(value: number): string {
  return value.toString(16);
}

function toBigInt(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function refuse(text: string): never {
  const name = text.trim().toLowerCase();
  const names = [...RANGE_NAMES.keys(), "any", "unix"];
  throw new ClientIpError({
    code: "bad-address",
    given: shown(text),
    expected: `an IP address, a CIDR or one of ${names.join(", ")}`,
    remedy: names.includes(name)
      ? `Write "${name}".`
      : name === "localhost"
        ? 'Write "loopback".'
        : text.includes(",")
          ? "Write several as an array: ['10.0.0.0/8', 'loopback']."
          : /^[a-z][a-z0-9.-]*$/.test(name)
            ? "A host name is not looked up: write its address, or its network's range."
            : "Write it as 10.0.0.0/8 or fd00::/8: dotted decimal without leading zeros, no port, no zone, no blanks.",
  });
}
