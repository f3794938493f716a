import { isInside } from "../address/address-set.ts";
import type { Interval } from "../address/interval-table.ts";
import { parseAddressSet } from "../address/parse-address-set.ts";
import type { ParsedHop } from "../config/parse-hop.ts";

/** 1/64 of a family: an IPv4 /6. */
export const WIDE_SHARE: number = 1 / 64;
/** An IPv4 /16, or an IPv6 /48: addresses of a wide private range. */
const WIDE_PRIVATE = { 4: 1n << 16n, 6: 1n << 80n };
const PRIVATE = parseAddressSet(["private", "cgnat"]);
const WHOLE_PRIVATE = parseAddressSet("private");

/** Presets of platforms that do not tell which part of a block their router has. */
const ROUTERS: ReadonlySet<string> = new Set(["digitalOcean", "fly", "railway"]);

/**
 * Whether it has 65,536 or more private addresses (IPv6: /64 networks) without being a
 * `wide-range`.
 */
export function isWidePrivate({ address }: ParsedHop): boolean {
  if (address === undefined || address.share > WIDE_SHARE) return false;
  // Most ranges are smaller, and need no comparison.
  return address.ranges
    .filter((range) => sizeOf(range) >= WIDE_PRIVATE[range.family])
    .some((range) => PRIVATE.ranges.some((part) => isWidelyShared(range, part)));
}

/**
 * Whether the hop is required, and has the addresses that a platform's router may have:
 * any private one, or the whole block that the preset of the platform names. Every connection there
 * comes from the router, and no narrower range is known.
 */
export function isWholePlatform({ name, address, required }: ParsedHop): boolean {
  if (!required || address === undefined) return false;
  return (
    WHOLE_PRIVATE.ranges.every((range) => isInside(range, address)) ||
    (ROUTERS.has(name) && address.ranges.every((range) => isBlock(range)))
  );
}

function isBlock({ family, first, last }: Interval): boolean {
  return PRIVATE.ranges.some(
    (block) => block.family === family && block.first === first && block.last === last,
  );
}

/** Whether two ranges have at least {@link WIDE_PRIVATE} addresses in common. */
function isWidelyShared(one: Interval, other: Interval): boolean {
  const first = one.first > other.first ? one.first : other.first;
  const last = one.last < other.last ? one.last : other.last;
  const { family } = one;
  return family === other.family && sizeOf({ family, first, last }) >= WIDE_PRIVATE[family];
}

function sizeOf({ first, last }: Interval): bigint {
  return last - first + 1n;
}
