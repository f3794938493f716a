import { formatIPv6Groups, longestZeroRun } from "@client-ip/core/internal";

const groups = new Uint16Array(8);

/**
 * The canonical text of an IPv6 address (RFC 5952), given as four words in network order. An
 * IPv4-mapped address is written as `::ffff:a.b.c.d`.
 */
export function formatIPv6(a: number, b: number, c: number, d: number): string {
  if (a === 0 && b === 0 && c === 0xffff) return `::ffff:${formatIPv4(d)}`;
  setGroups(0, a);
  setGroups(2, b);
  setGroups(4, c);
  setGroups(6, d);
  return formatIPv6Groups(groups);
}

function setGroups(index: number, word: number): void {
  groups[index] = word >>> 16;
  groups[index + 1] = word;
}

/** Dotted decimal of an IPv4 address given as a word. */
export function formatIPv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/**
 * Whether {@link formatIPv6} would write `::` for these groups at the same place and of the same
 * length, and no dotted decimal. Without a `::`, `start` is -1 and `length` 1, as
 * {@link longestZeroRun} has it.
 */
export function hasCanonicalGap(written: Uint16Array, start: number, length: number): boolean {
  const isMapped = start === 0 && length === 5 && written[5] === 0xffff;
  if (isMapped) return false;
  const zeros = longestZeroRun(written);
  return start === zeros.start && length === zeros.length;
}
