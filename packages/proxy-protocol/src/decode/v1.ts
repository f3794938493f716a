import type { ProxyEndpoint, ProxyHeader } from "@client-ip/core";
import { newWords, readIPv4, readIPv6, refusedAt, type Words } from "./address-text.ts";
import { byteAt, bytesOf, characters, wordAt } from "../bytes.ts";
import { ipv4Endpoint, ipv6Endpoint } from "../endpoint.ts";
import { ProxyProtocolError, type ProxyProtocolErrorCode, formatByte } from "../errors.ts";
import { type Decoded, headerWithoutAddresses, NO_TLVS } from "../header.ts";

/** The longest line, CRLF included (proxy-protocol.txt 2.1). */
export const MAX_LINE = 107;

// Constants of this module, not imported ones, for the reason given in address.ts.
const CR = 0x0d;
const LF = 0x0a;
const SP = 0x20;
const ZERO = 0x30;

/** No reader gets beyond this many bytes: addresses have at most 45, ports 5, and each looks at the byte behind it. */
const MOST_READ = 128;

/** Where the family stands, and where the source does behind `TCP4` and `TCP6`. */
const FAMILY = 6;
const SOURCE = 11;

const TCP4 = 0x54435034;
const TCP6 = 0x54435036;
const TCP = bytesOf("TCP");
const UNKNOWN = bytesOf("UNKNOWN");

/** What the readers have read; one for all, since decoding never pauses. */
const source = newWords();
const destination = newWords();
let port = 0;

/**
 * Reads a version 1 line (proxy-protocol.txt 2.1) whose first five bytes are "PROXY". Whatever is not the grammar to
 * the letter is refused at the first byte that shows it. The source must be of the line's family; the destination may
 * be of the other one, as nginx and Varnish send it.
 *
 * @returns undefined when more bytes are needed.
 * @throws {ProxyProtocolError} with a code that begins with `v1-`.
 */
export function decodeV1(bytes: Uint8Array): Decoded | undefined {
  // The last byte of all can only be the LF.
  const end = Math.min(bytes.length, MAX_LINE - 1);
  if (end >= SOURCE && bytes[5] === SP && bytes[SOURCE - 1] === SP) {
    const family = wordAt(bytes, FAMILY);
    if (family === TCP4) return decodeTcp(bytes, end, true);
    if (family === TCP6) return decodeTcp(bytes, end, false);
  }
  return isUnknown(bytes, end) ? decodeUnknown(bytes, end) : undefined;
}

function decodeTcp(bytes: Uint8Array, end: number, isIPv4: boolean): Decoded | undefined {
  const isEnded = bytes[bytes.length - 1] === LF || bytes.length >= MOST_READ;
  const line = isEnded ? bytes : withLineFeed(bytes);
  const at = isIPv4 ? readIPv4(line, SOURCE, source) : readIPv6(line, SOURCE, source);
  if (!isAt(line, at, SP)) return unfinished(bytes, end, SOURCE, at, "v1-address");

  const to = at + 1;
  let toEnd = isIPv4 ? readIPv4(line, to, destination) : readIPv6(line, to, destination);
  if (toEnd < 0 && refusedAt(toEnd) < end) {
    toEnd = isIPv4 ? readIPv6(line, to, destination) : readIPv4(line, to, destination);
  }
  if (!isAt(line, toEnd, SP)) return unfinished(bytes, end, to, toEnd, "v1-address");

  const portEnd = readPort(line, toEnd + 1);
  if (!isAt(line, portEnd, SP)) return unfinished(bytes, end, toEnd + 1, portEnd, "v1-port");
  const fromPort = port;

  const last = readPort(line, portEnd + 1);
  if (last >= end || !isAt(line, last, CR)) {
    return unfinished(bytes, end, portEnd + 1, last, "v1-port");
  }
  if (!isEndOfLine(bytes, last)) return undefined;
  const header = headerOfLine(isIPv4 ? "INET" : "INET6", bytes, at, toEnd, fromPort);
  return { header, byteLength: last + 2 };
}

/** The beginning of a line with a byte at its end that no reader passes. */
function withLineFeed(bytes: Uint8Array): Uint8Array {
  const line = new Uint8Array(bytes.length + 1);
  line.set(bytes);
  line[bytes.length] = LF;
  return line;
}

/** What was read, as a header. Apart, since the compiler would not inline all of it into the reading. */
function headerOfLine(
  family: "INET" | "INET6",
  bytes: Uint8Array,
  sourceEnd: number,
  destinationEnd: number,
  fromPort: number,
): ProxyHeader {
  return {
    version: 1,
    command: "PROXY",
    family,
    transport: "STREAM",
    source: endpoint(source, fromPort, bytes, SOURCE, sourceEnd),
    destination: endpoint(destination, port, bytes, sourceEnd + 1, destinationEnd),
    tlvs: NO_TLVS,
  };
}

/** Reads a decimal port without leading zeros up to the byte that ends it; answers as `readIPv4` does. */
function readPort(bytes: Uint8Array, start: number): number {
  let i = start | 0;
  let value = bytes[i]! - ZERO;
  if (value >>> 0 > 9) return refusedAt(i);
  for (;;) {
    const digit = bytes[++i]! - ZERO;
    if (digit >>> 0 > 9) break;
    if (value === 0) return refusedAt(i);
    value = value * 10 + digit;
    if (value > 65_535) return refusedAt(i);
  }
  port = value;
  return i;
}

/** An address that was read; where its spelling is not the canonical one, the text as it was sent. */
function endpoint(
  words: Words,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): ProxyEndpoint {
  if (words.family === 4) return ipv4Endpoint(words.a, at);
  if (words.canonical) return ipv6Endpoint(words.a, words.b, words.c, words.d, at);
  return { address: characters(bytes, start, end), port: at };
}

/** Whether a family follows that is UNKNOWN; false when more bytes are needed to tell. */
function isUnknown(bytes: Uint8Array, end: number): boolean {
  if (end > 5 && byteAt(bytes, 5) !== SP) throw refusal(bytes, 5, "v1-syntax");
  const expected = byteAt(bytes, FAMILY) === UNKNOWN[0] ? UNKNOWN : TCP;
  for (const [index, byte] of expected.entries()) {
    if (FAMILY + index >= end) return false;
    if (byteAt(bytes, FAMILY + index) !== byte) {
      throw refusal(bytes, FAMILY + index, "v1-family");
    }
  }
  if (expected === UNKNOWN) return true;
  if (end < 10) return false;
  const digit = byteAt(bytes, 9);
  if (digit !== ZERO + 4 && digit !== ZERO + 6) throw refusal(bytes, 9, "v1-family");
  if (end > 10) throw refusal(bytes, 10, "v1-family", true);
  return false;
}

/** `UNKNOWN`: whatever stands before the CRLF is ignored, even if it looks like addresses. */
function decodeUnknown(bytes: Uint8Array, end: number): Decoded | undefined {
  let at = FAMILY + UNKNOWN.length;
  if (at < end && !isAt(bytes, at, CR) && !isAt(bytes, at, SP)) {
    throw refusal(bytes, at, "v1-family");
  }
  while (at < end && !isAt(bytes, at, CR)) {
    if (isAt(bytes, at, LF)) throw refusal(bytes, at, "v1-crlf");
    at++;
  }
  if (at >= end) return more(end);
  if (!isEndOfLine(bytes, at)) return undefined;
  return { header: headerWithoutAddresses(1, "PROXY", NO_TLVS), byteLength: at + 2 };
}

/** Whether a word ends at a place with its separator; false where a reader's answer is no place. */
function isAt(bytes: Uint8Array, at: number, separator: number): boolean {
  return at >= 0 && bytes[at] === separator;
}

/** Whether the LF that a CR calls for is there; false when more bytes are needed. */
function isEndOfLine(bytes: Uint8Array, at: number): boolean {
  if (at + 1 >= bytes.length) return false;
  if (byteAt(bytes, at + 1) === LF) return true;
  throw refusal(bytes, at + 1, "v1-crlf");
}

/** A word that does not end with its separator: more bytes are needed, or it is wrong. */
function unfinished(
  bytes: Uint8Array,
  end: number,
  start: number,
  answer: number,
  code: ProxyProtocolErrorCode,
): undefined {
  const at = answer < 0 ? refusedAt(answer) : answer;
  if (at >= end) return more(end);
  throw refusal(bytes, at, code, at === answer || at === start);
}

function more(end: number): undefined {
  if (end < MAX_LINE - 1) return undefined;
  throw new ProxyProtocolError("v1-too-long", "a longer line", end);
}

/** @param between a separator may stand here, though not this one: there are too many words, too few, or an empty one. */
function refusal(
  bytes: Uint8Array,
  at: number,
  code: ProxyProtocolErrorCode,
  between = false,
): ProxyProtocolError {
  const byte = byteAt(bytes, at);
  const separator = between && (byte === SP || byte === CR);
  const which = byte === LF ? "v1-crlf" : separator ? "v1-syntax" : code;
  return new ProxyProtocolError(which, formatByte(byte), at);
}
