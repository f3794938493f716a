import { Address } from "./address.ts";
import { parseIPv4FromRight } from "./ipv4.ts";
import { formatIPv6, parseIPv6FromRight } from "./ipv6.ts";

const COLON = 58;
const OPEN = 91;
const CLOSE = 93;

/**
 * Parses `text[start, end)` as a bare address: strict dotted decimal (no leading zeros, no
 * inet_aton forms) or RFC 4291 2.2 text without a zone. IPv4-mapped IPv6 (`::ffff:a.b.c.d`) is
 * folded to IPv4.
 *
 * @returns false if it is not an address; then `into` holds none
 */
export function parseAddress(text: string, start: number, end: number, into: Address): boolean {
  return (
    (start < end && parseIPv4FromRight(text, start, end - 1, into) === start) ||
    parseIPv6(text, start, end, into)
  );
}

/**
 * Parses `text[start, end)` as an address with or without a port: `a.b.c.d`, `a.b.c.d:port`, IPv6,
 * `::ffff:a.b.c.d:port`, `[v6]`, `[v6]:port`. The port, 0–65535, goes to `into.port`.
 *
 * @returns false if it is not an address; then `into` holds none
 */
export function parseEndpoint(text: string, start: number, end: number, into: Address): boolean {
  if (isBracketed(text, start, end)) return parseBracketed(text, start, end, into);
  if (parseAddress(text, start, end, into)) return !rejectTwoReadings(text, start, end, into);
  const colon = colonBeforePort(text, start, end);
  const found =
    colon > start &&
    (parseIPv4FromRight(text, start, colon - 1, into) === start ||
      isDottedMapped(text, start, colon, into));
  return found ? parsePort(text, colon + 1, end, into) : reject(into);
}

/** Parses `text[start, end)` as a bare address that has no other reading. */
export function parseBareAddress(text: string, start: number, end: number, into: Address): boolean {
  return parseAddress(text, start, end, into) && !rejectTwoReadings(text, start, end, into);
}

/** The register for the other reading of a text. */
const mapped = new Address();

/**
 * Whether an address without brackets can also be read as an IPv4-mapped one and a port:
 * `::ffff:c633:6404:4194`.
 *
 * @param address that of `text[start, end)`
 */
export function hasTwoReadings(
  text: string,
  start: number,
  end: number,
  { family, a, b, c }: Address,
): boolean {
  if (family !== 6 || a !== 0 || b !== 0 || c >>> 16 !== 0xffff) return false;
  const colon = colonBeforePort(text, start, end);
  return colon > start && parseIPv6(text, start, colon, mapped) && mapped.family === 4;
}

function rejectTwoReadings(text: string, start: number, end: number, into: Address): boolean {
  return hasTwoReadings(text, start, end, into) && !reject(into);
}

/** Whether it is `::ffff:a.b.c.d`. A colon after it begins a port. */
function isDottedMapped(text: string, start: number, end: number, into: Address): boolean {
  const dot = text.lastIndexOf(".", end - 1);
  return dot > start && parseIPv6(text, start, end, into) && into.family === 4;
}

/** Parses `text[start, end)` as an address, a colon and a port. IPv6 may lack its brackets. */
export function parseAddressColonPort(
  text: string,
  start: number,
  end: number,
  into: Address,
): boolean {
  const colon = colonBeforePort(text, start, end);
  if (colon <= start) return reject(into);
  const bracketed = isBracketed(text, start, colon) && text.charCodeAt(colon - 1) === CLOSE;
  const parse = bracketed ? parseBracketed : parseAddress;
  return parse(text, start, colon, into) && parsePort(text, colon + 1, end, into);
}

/** Canonical text: dotted decimal, or RFC 5952. */
export function formatAddress(address: Address): string {
  const { a } = address;
  return address.family === 4
    ? `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`
    : formatIPv6(address);
}

function parseIPv6(text: string, start: number, end: number, into: Address): boolean {
  return (start < end && parseIPv6FromRight(text, start, end - 1, into) === start) || reject(into);
}

/** `[v6]`, with or without a port. */
function parseBracketed(text: string, start: number, end: number, into: Address): boolean {
  const colon = text.charCodeAt(end - 1) === CLOSE ? end : colonBeforePort(text, start, end);
  const close = colon - 1;
  if (text.charCodeAt(close) !== CLOSE || !parseIPv6(text, start + 1, close, into)) {
    return reject(into);
  }
  into.canonical = false;
  return colon === end || parsePort(text, colon + 1, end, into);
}

function isBracketed(text: string, start: number, end: number): boolean {
  return start < end && text.charCodeAt(start) === OPEN;
}

/** The index of the colon before the one to five digits at the end, or -1. */
function colonBeforePort(text: string, start: number, end: number): number {
  const first = Math.max(start, end - 6);
  let i = end - 1;
  while (i > first && isDigit(text.charCodeAt(i))) i--;
  return i < end - 1 && i >= start && text.charCodeAt(i) === COLON ? i : -1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Parses the digits `text[start, end)` as the port of `into`. */
function parsePort(text: string, start: number, end: number, into: Address): boolean {
  let port = 0;
  for (let i = start; i < end; i++) port = port * 10 + text.charCodeAt(i) - 48;
  if (port > 65535) return reject(into);
  into.port = port;
  into.canonical = false;
  return true;
}

function reject(into: Address): false {
  into.clear();
  return false;
}
