import type { ProxyEndpoint, ProxyHeader } from "@client-ip/core";
import { failureAt, newWords, parseIPv4, parseIPv6, type Words } from "./address.ts";
import { byteAt, int32At, latin1Bytes, latin1Text } from "../bytes.ts";
import { ipv4Endpoint, ipv6Endpoint } from "../endpoint.ts";
import { formatByte, ProxyProtocolError, type ProxyProtocolErrorCode } from "../errors.ts";
import { type Decoded, headerWithoutAddresses, NO_TLVS } from "./header.ts";

/** The maximum length of a line in bytes, CRLF included (proxy-protocol.txt 2.1). */
export const MAX_LINE = 107;

// Constants of this module, because V8 looks imported ones up at each use.
const CR = 0x0d;
const LF = 0x0a;
const SP = 0x20;
const ZERO = 0x30;

/**
 * No parser looks further into a line than this: there are two addresses of at most 45 bytes, two
 * ports of at most 5, and a separator behind each.
 */
const MAX_SCAN = 128;

/** The index of the family, and of the source behind `TCP4` and `TCP6`. */
const FAMILY = 6;
const SOURCE = 11;

const TCP4 = 0x54435034;
const TCP6 = 0x54435036;
const TCP = latin1Bytes("TCP");
const UNKNOWN = latin1Bytes("UNKNOWN");

/** The parsers write here. Decoding is synchronous, so all calls share these. */
const source = newWords();
const destination = newWords();
let port = 0;

/**
 * Decodes a version 1 line (proxy-protocol.txt 2.1) whose first five bytes are "PROXY". Everything
 * outside the grammar is an error at the first byte that shows it. The source must be of the line's
 * family; the destination may be of the other one, because nginx and Varnish send such lines.
 *
 * @returns undefined when more bytes are needed
 * @throws {ProxyProtocolError} with a code that begins with `v1-`
 */
export function decodeV1(bytes: Uint8Array): Decoded | undefined {
  // Byte 107 can only be the LF.
  const end = Math.min(bytes.length, MAX_LINE - 1);
  if (end >= SOURCE && bytes[5] === SP && bytes[SOURCE - 1] === SP) {
    const family = int32At(bytes, FAMILY);
    if (family === TCP4) return decodeTcp(bytes, end, true);
    if (family === TCP6) return decodeTcp(bytes, end, false);
  }
  return isUnknown(bytes, end) ? decodeUnknown(bytes, end) : undefined;
}

function decodeTcp(bytes: Uint8Array, end: number, isIPv4: boolean): Decoded | undefined {
  const isEnded = bytes[bytes.length - 1] === LF || bytes.length >= MAX_SCAN;
  const line = isEnded ? bytes : withLineFeed(bytes);
  const at = isIPv4 ? parseIPv4(line, SOURCE, source) : parseIPv6(line, SOURCE, source);
  if (!isAt(line, at, SP)) return failOrWait(bytes, end, SOURCE, at, "v1-address");

  const to = at + 1;
  let toEnd = isIPv4 ? parseIPv4(line, to, destination) : parseIPv6(line, to, destination);
  if (toEnd < 0 && failureAt(toEnd) < end) {
    toEnd = isIPv4 ? parseIPv6(line, to, destination) : parseIPv4(line, to, destination);
  }
  if (!isAt(line, toEnd, SP)) return failOrWait(bytes, end, to, toEnd, "v1-address");

  const portEnd = parsePort(line, toEnd + 1);
  if (!isAt(line, portEnd, SP)) return failOrWait(bytes, end, toEnd + 1, portEnd, "v1-port");
  const fromPort = port;

  const last = parsePort(line, portEnd + 1);
  if (last >= end || !isAt(line, last, CR)) {
    return failOrWait(bytes, end, portEnd + 1, last, "v1-port");
  }
  if (!isEndOfLine(bytes, last)) return undefined;
  const header = headerOfLine(isIPv4 ? "INET" : "INET6", bytes, at, toEnd, fromPort);
  return { header, byteLength: last + 2 };
}

/** An incomplete line, followed by a byte that every parser stops at. */
function withLineFeed(bytes: Uint8Array): Uint8Array {
  const line = new Uint8Array(bytes.length + 1);
  line.set(bytes);
  line[bytes.length] = LF;
  return line;
}

/** The header of a line. A function of its own, or V8 would not inline the endpoints. */
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

/** Parses a decimal port without leading zeros into `port`; returns the same as `parseIPv4`. */
function parsePort(bytes: Uint8Array, start: number): number {
  let i = start | 0;
  let value = bytes[i]! - ZERO;
  if (value >>> 0 > 9) return failureAt(i);
  for (;;) {
    const digit = bytes[++i]! - ZERO;
    if (digit >>> 0 > 9) break;
    if (value === 0) return failureAt(i);
    value = value * 10 + digit;
    if (value > 65_535) return failureAt(i);
  }
  port = value;
  return i;
}

/** The end for a parsed address: lazy if its spelling is canonical, else with the text as sent. */
function endpoint(
  words: Words,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): ProxyEndpoint {
  if (words.family === 4) return ipv4Endpoint(words.a, at);
  if (words.canonical) return ipv6Endpoint(words.a, words.b, words.c, words.d, at);
  return { address: latin1Text(bytes, start, end), port: at };
}

/** Whether the family is UNKNOWN; false when more bytes are needed to tell. */
function isUnknown(bytes: Uint8Array, end: number): boolean {
  if (end > 5 && byteAt(bytes, 5) !== SP) throw byteError(bytes, 5, "v1-syntax");
  const expected = byteAt(bytes, FAMILY) === UNKNOWN[0] ? UNKNOWN : TCP;
  for (const [index, byte] of expected.entries()) {
    if (FAMILY + index >= end) return false;
    if (byteAt(bytes, FAMILY + index) !== byte) {
      throw byteError(bytes, FAMILY + index, "v1-family");
    }
  }
  if (expected === UNKNOWN) return true;
  if (end < 10) return false;
  const digit = byteAt(bytes, 9);
  if (digit !== ZERO + 4 && digit !== ZERO + 6) throw byteError(bytes, 9, "v1-family");
  if (end > 10) throw byteError(bytes, 10, "v1-family", true);
  return false;
}

/** `UNKNOWN`: the rest of the line is ignored, even if it looks like addresses. */
function decodeUnknown(bytes: Uint8Array, end: number): Decoded | undefined {
  let at = FAMILY + UNKNOWN.length;
  if (at < end && !isAt(bytes, at, CR) && !isAt(bytes, at, SP)) {
    throw byteError(bytes, at, "v1-family");
  }
  while (at < end && !isAt(bytes, at, CR)) {
    if (isAt(bytes, at, LF)) throw byteError(bytes, at, "v1-crlf");
    at++;
  }
  if (at >= end) return waitForMore(end);
  if (!isEndOfLine(bytes, at)) return undefined;
  return { header: headerWithoutAddresses(1, "PROXY", NO_TLVS), byteLength: at + 2 };
}

/** Whether the separator is at an index; false for the failure of a parser, which is negative. */
function isAt(bytes: Uint8Array, at: number, separator: number): boolean {
  return at >= 0 && bytes[at] === separator;
}

/** Whether an LF follows the CR at an index; false when more bytes are needed. */
function isEndOfLine(bytes: Uint8Array, at: number): boolean {
  if (at + 1 >= bytes.length) return false;
  if (byteAt(bytes, at + 1) === LF) return true;
  throw byteError(bytes, at + 1, "v1-crlf");
}

/**
 * For a word that does not end with its separator: undefined if more bytes may complete it.
 *
 * @param start the index of the word
 * @param result what the parser returned for it
 */
function failOrWait(
  bytes: Uint8Array,
  end: number,
  start: number,
  result: number,
  code: ProxyProtocolErrorCode,
): undefined {
  const at = result < 0 ? failureAt(result) : result;
  if (at >= end) return waitForMore(end);
  throw byteError(bytes, at, code, at === result || at === start);
}

function waitForMore(end: number): undefined {
  if (end < MAX_LINE - 1) return undefined;
  throw new ProxyProtocolError("v1-too-long", "a longer line", end);
}

/**
 * The error for the byte at an index.
 *
 * @param between a separator is allowed here, but not this one: the line has too many words, too
 *   few, or an empty one
 */
function byteError(
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
