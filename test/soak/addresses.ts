import type { Random } from "../fuzz/random.ts";

/** Prefixes of a CDN that its list always has. */
export const LASTING = ["151.101.0.0/24", "2a04:4e42:1::/48"];

/** Prefixes that come and go. */
export const CHANGING = ["151.101.128.0/24", "2a04:4e42:200::/48"];

/** An edge of the CDN that its list always has. */
export function lastingEdge(random: Random): string {
  return random(2) === 0 ? `151.101.0.${2 + random(250)}` : `2a04:4e42:1::${hex(2 + random(250))}`;
}

/** One that its list has at times. */
export function changingEdge(random: Random): string {
  return random(2) === 0
    ? `151.101.128.${2 + random(250)}`
    : `2a04:4e42:200::${hex(2 + random(250))}`;
}

/** The client of a number, IPv4 and IPv6 in turn, which no other of 33 million numbers has. */
export function clientOf(number: number): string {
  const half = number >> 1;
  return number % 2 === 0
    ? `24.${(half >> 16) & 255}.${(half >> 8) & 255}.${half & 255}`
    : `2a02:8108:${hex(1 + (half >> 12))}:${hex(1 + (half & 0xfff))}::7`;
}

function hex(number: number): string {
  return number.toString(16);
}
