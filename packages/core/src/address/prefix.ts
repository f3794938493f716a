import ipaddr from "ipaddr.js";
import { ClientIpError, quote } from "../errors.ts";
import { Address } from "./address.ts";
import { hostMask } from "./network.ts";
import { formatAddress, parseAddress, parseEndpoint } from "./parse.ts";

/** A configured address or CIDR. */
export interface Prefix {
  /** The first address. */
  readonly network: Address;
  /** The prefix length: 0 to 32 for IPv4, 0 to 128 for IPv6. */
  readonly bits: number;
}

/** Names of ranges: proxy-addr's three, the synonym `private`, and carrier-grade NAT (RFC 6598). */
export type RangeName = "loopback" | "linklocal" | "uniquelocal" | "private" | "cgnat";

/** The ranges of each name. */
export const RANGE_NAMES: ReadonlyMap<string, readonly string[]> = new Map<
  RangeName,
  readonly string[]
>([
  ["loopback", ["127.0.0.0/8", "::1/128"]],
  ["linklocal", ["169.254.0.0/16", "fe80::/10"]],
  ["uniquelocal", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]],
  ["private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]],
  ["cgnat", ["100.64.0.0/10"]],
]);

/**
 * Parses a configured address or CIDR. An IPv4-mapped prefix is folded to IPv4.
 *
 * @throws ClientIpError `bad-address`, or `host-bits` when bits beyond the prefix length are set
 */
export function parsePrefix(text: string): Prefix {
  const slash = text.indexOf("/");
  const end = slash < 0 ? text.length : slash;
  const network = new Address();
  if (!parseAddress(text, 0, end, network)) failAddress(text);
  const colon = text.indexOf(":");
  const widest = colon >= 0 && colon < end ? 128 : 32;
  const bits = slash < 0 ? widest : parsePrefixLength(text, slash, widest);
  // Negative if it is shorter than ::ffff:0:0/96, whose last 16 bits are set: those are host bits.
  const length = network.family === 4 ? bits - (widest - 32) : bits;
  if (hasHostBits(network, length)) failHostBits(text.slice(0, end), network, bits);
  return { network, bits: length };
}

function parsePrefixLength(text: string, slash: number, widest: number): number {
  const length = text.slice(slash + 1);
  if (/^(?:0|[1-9]\d{0,2})$/.test(length) && Number(length) <= widest) return Number(length);
  if (text.includes(",")) failAddress(text);
  const address = text.slice(0, slash);
  const meant = lengthMeant(length.trim());
  throw new ClientIpError({
    code: "bad-address",
    given: quote(text),
    expected: `a prefix length from 0 to ${widest}`,
    remedy:
      meant === undefined || meant > widest
        ? `Write one number from 0 to ${widest} behind the slash.`
        : `Write "${address}/${meant}".`,
  });
}

/**
 * The length that a misspelled one certainly meant: a netmask, a mask of the host's bits, or digits
 * with blanks, leading zeros, a sign, or in another width.
 */
function lengthMeant(given: string): number | undefined {
  const [text = "", ...others] = new Set(given.normalize("NFKC").replace(/^\+/, "").split("/"));
  if (others.length > 0) return undefined;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  const mask = new Address();
  if (!parseAddress(text, 0, text.length, mask) || mask.family !== 4) return undefined;
  // 0.0.0.0 is either of the two.
  if (mask.a === 0) return undefined;
  const bits = Math.clz32(~mask.a);
  if ((mask.a & hostMask(bits)) === 0) return bits;
  const network = Math.clz32(mask.a);
  return (mask.a ^ hostMask(network)) === 0 ? network : undefined;
}

function hasHostBits({ a, b, c, d }: Address, bits: number): boolean {
  const set =
    (a & hostMask(bits)) |
    (b & hostMask(bits - 32)) |
    (c & hostMask(bits - 64)) |
    (d & hostMask(bits - 96));
  return set !== 0 || bits < 0;
}

function failHostBits(address: string, network: Address, bits: number): never {
  // Not `::10.0.0.5`, which ipaddr.js parses as an IPv4-mapped address.
  const mapped = network.family === 4 && address.includes(":");
  if (mapped && bits < 96) failMapped(address, formatAddress(network), bits);
  const plain = mapped
    ? `::ffff:${hex(network.a >>> 16)}:${hex(network.a & 0xffff)}`
    : formatAddress(network);
  const parser = address.includes(":") ? ipaddr.IPv6 : ipaddr.IPv4;
  const range = parser.networkAddressFromCIDR(`${plain}/${bits}`).toString();
  throw new ClientIpError({
    code: "host-bits",
    given: quote(`${address}/${bits}`),
    expected: "a network address, with no bits set after the prefix length",
    remedy: `Check the prefix length. Write "${range}/${bits}" for the range, or "${address}" for the single address.`,
  });
}

/** Throws for an IPv4-mapped range that holds addresses which are not IPv4. */
function failMapped(address: string, plain: string, bits: number): never {
  const range = bits > 32 ? "" : ipaddr.IPv4.networkAddressFromCIDR(`${plain}/${bits}`).toString();
  throw new ClientIpError({
    code: "host-bits",
    given: quote(`${address}/${bits}`),
    expected: "a range of IPv4 addresses, whose length in this form is from 96 to 128",
    remedy:
      range === ""
        ? "Write the range as IPv4, such as 10.0.0.0/8."
        : range === plain
          ? `Write "${range}/${bits}".`
          : `Check the prefix length. Write "${range}/${bits}" for the range, or "${plain}" for the single address.`,
  });
}

function hex(value: number): string {
  return value.toString(16);
}

/** The address of text that has a port or brackets; `undefined` for any other text. */
function withoutPort(text: string): string | undefined {
  const address = new Address();
  return parseEndpoint(text, 0, text.length, address) ? formatAddress(address) : undefined;
}

function failAddress(text: string): never {
  const name = text.trim().toLowerCase();
  const bare = withoutPort(name);
  const names = [...RANGE_NAMES.keys(), "any", "unix", "invoker"];
  throw new ClientIpError({
    code: "bad-address",
    given: quote(text),
    expected: `an IP address, a CIDR or one of ${names.join(", ")}`,
    remedy: names.includes(name)
      ? `Write "${name}".`
      : bare !== undefined
        ? `Write "${bare}" for the single address, without a port or brackets.`
        : name === "localhost"
          ? 'Write "loopback".'
          : /^[\da-f:]+%/.test(name)
            ? `Write "${name.slice(0, name.indexOf("%"))}". A zone names a link of one machine, and is not compared: close the port on the other interfaces.`
            : text.includes(",")
              ? "Write several as an array: ['10.0.0.0/8', 'loopback']."
              : /^[a-z][a-z0-9.-]*$/.test(name)
                ? "Host names are not looked up: write the address, or its network's range."
                : "Write it as 10.0.0.0/8 or fd00::/8: dotted decimal without leading zeros, no port, no zone, no blanks.",
  });
}
