import type { Address } from "./address.ts";

/** The groups of the IPv6 address that is being read, all of them in place before {@link storeGroups}. */
export const groups: Uint16Array = new Uint16Array(new ArrayBuffer(16));

/** How the groups are written: leading zeros, capitals or dotted decimal, which RFC 5952 4.1 and 4.3 do not; zeros. */
export const UNUSUAL = 16;
export const WITH_ZERO = 32;

/**
 * Takes the groups for an address; IPv4-mapped ones (RFC 4291 2.5.5.2) are folded to IPv4.
 *
 * @param spelling {@link UNUSUAL} and {@link WITH_ZERO}, as far as they are true; lower bits do not matter
 * @param gap the first group that the text leaves to `::`, or -1
 * @param length how many groups it leaves to that
 */
export function storeGroups(into: Address, spelling: number, gap: number, length: number): void {
  const c = (groups[4]! << 16) | groups[5]!;
  const d = (groups[6]! << 16) | groups[7]!;
  into.a = (groups[0]! << 16) | groups[1]!;
  into.b = (groups[2]! << 16) | groups[3]!;
  if (into.a === 0 && into.b === 0 && c === 0xffff) {
    into.setIPv4(d);
    into.canonical = false;
    return;
  }
  into.family = 6;
  into.c = c;
  into.d = d;
  into.port = -1;
  into.canonical =
    (spelling & UNUSUAL) === 0 &&
    ((gap < 0 && (spelling & WITH_ZERO) === 0) || isShortest(gap, length));
}

/** Whether RFC 5952 4.2 shortens the groups at the same place, by as many. */
function isShortest(gap: number, length: number): boolean {
  findZeros();
  return zeros.start === gap && (gap < 0 || zeros.length === length);
}

/** RFC 5952: lower case, the first longest run of two or more zeros as `::`. */
export function formatIPv6({ a, b, c, d }: Address): string {
  let i = 0;
  for (const word of [a, b, c, d]) {
    groups[i++] = word >>> 16;
    groups[i++] = word;
  }
  findZeros();
  let text = "";
  let separator = "";
  for (i = 0; i < 8; i++) {
    if (i === zeros.start) {
      text += "::";
      separator = "";
      i += zeros.length - 1;
    } else {
      text += separator + groups[i]!.toString(16);
      separator = ":";
    }
  }
  return text;
}

/** The longest run of two or more zero groups, the first of equals (RFC 5952 4.2); start -1 if there is none. */
const zeros = { start: -1, length: 1 };

function findZeros(): void {
  zeros.start = -1;
  zeros.length = 1;
  for (let i = 0; i < 8; i++) {
    let run = i;
    while (run < 8 && groups[run] === 0) run++;
    if (run - i > zeros.length) {
      zeros.start = i;
      zeros.length = run - i;
    }
    i = run;
  }
}
