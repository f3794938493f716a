import type { Address } from "./address.ts";
import { codeAt } from "./code-at.ts";

const DOT = 46;
const ZERO = 48;

/**
 * Parses strict dotted decimal that ends at `last`, from right to left: no leading zeros, no forms
 * of inet_aton.
 *
 * @param start index of the first character that may be read
 * @param last index of the address's last character
 * @returns the index of the address's first character; -1 if it is malformed, and `into` is
 *   unchanged
 */
export function parseIPv4FromRight(
  text: string,
  start: number,
  last: number,
  into: Address,
): number {
  let i = last;
  let code = codeAt(text, i, start);
  let word = 0;
  for (let shift = 0; ; shift += 8) {
    let octet = code - ZERO;
    if (octet >>> 0 > 9) return -1;
    code = codeAt(text, --i, start);
    let digit = code - ZERO;
    if (digit >>> 0 <= 9) {
      octet += 10 * digit;
      code = codeAt(text, --i, start);
      const hundreds = code - ZERO;
      if (hundreds >>> 0 <= 9) {
        octet += 100 * hundreds;
        digit = hundreds;
        code = codeAt(text, --i, start);
      }
      if (digit === 0 || octet > 255) return -1;
    }
    word |= octet << shift;
    if (shift === 24) break;
    if (code !== DOT) return -1;
    code = codeAt(text, --i, start);
  }
  into.setIPv4(word);
  return i + 1;
}
