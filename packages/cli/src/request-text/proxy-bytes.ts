import { CommandError } from "../errors.ts";

/**
 * Reads the bytes of PROXY headers: hexadecimal text, or the line of a header of version 1.
 *
 * @param text hexadecimal digits in pairs, upper or lower case; blanks and colons between pairs,
 *   and `0x` in front, do not count. Or `PROXY TCP4 …`, with or without its line end.
 * @throws CommandError `proxy-bytes`
 *
 * @example
 * ```ts
 * import { readProxyBytes } from "@client-ip/cli/request-text";
 *
 * readProxyBytes("0d0a 0d0a").length; // -> 4
 * readProxyBytes("PROXY UNKNOWN").at(-1); // -> 10
 * ```
 */
export function readProxyBytes(text: string): Uint8Array {
  const lines = text
    .trim()
    .split(/\r?\n|\\r\\n/)
    .filter((line) => line !== "");
  if (lines.length > 0 && lines.every((line) => line.startsWith("PROXY "))) {
    return new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(""));
  }
  const digits = text.trim().replace(/^0x/i, "").replaceAll(/[\s:]/g, "");
  if (digits.length % 2 === 0 && /^[\da-f]+$/i.test(digits)) {
    return Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16));
  }
  throw new CommandError({
    code: "proxy-bytes",
    given: `${text.length} characters that are not hexadecimal pairs`,
    expected: "the bytes of a PROXY header in hexadecimal, or PROXY TCP4 …",
    remedy: "Write each byte as two digits from 0 to f.",
  });
}
