import { formatIPv6, groups, storeGroups, UNUSUAL, WITH_ZERO } from "./ipv6-groups.ts";

/**
 * An IP address as 32-bit words: the only form in which addresses are compared. One instance is a register
 * that is written again and again, so that a request allocates nothing.
 */
export class Address {
  /** 0: holds no address; 4: IPv4, in `a` alone; 6: IPv6, `a` most significant to `d`. */
  family: 0 | 4 | 6 = 0;
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  /** The port that stood beside the address, or -1. */
  port = -1;
  /** Whether the text that was read is canonical as it stands, with nothing beside the address. */
  canonical = false;

  /** What it was read from: `text[from, to)`. */
  text = "";
  from = 0;
  to = 0;

  /** Notes what it was read from, or what could not be read. */
  readFrom(text: string, from: number, to: number): void {
    this.text = text;
    this.from = from;
    this.to = to;
  }

  /** What it was read from. */
  get written(): string {
    return this.text.slice(this.from, this.to);
  }

  /** Makes this register hold the same address as another. */
  copy(other: Address): void {
    this.family = other.family;
    this.a = other.a;
    this.b = other.b;
    this.c = other.c;
    this.d = other.d;
    this.port = other.port;
    this.canonical = other.canonical;
  }

  /** Holds the IPv4 address of this word, of canonical text with nothing beside it. */
  setIPv4(word: number): void {
    this.family = 4;
    this.a = word;
    this.b = this.c = this.d = 0;
    this.port = -1;
    this.canonical = true;
  }

  /** Whether both hold the same address; ports are not compared. */
  equals(other: Address): boolean {
    return (
      this.family === other.family &&
      this.a === other.a &&
      this.b === other.b &&
      this.c === other.c &&
      this.d === other.d
    );
  }
}

const DOT = 46;
const COLON = 58;
const OPEN = 91;
const CLOSE = 93;

/**
 * Reads `text[start, end)` as a bare address: strict dotted decimal (no leading zeros, no inet_aton forms) or
 * RFC 4291 2.2 text without a zone. IPv4-mapped IPv6 (`::ffff:a.b.c.d`) is folded to IPv4.
 *
 * @returns whether it is one; if not, `into` holds no address
 */
export function parseAddress(text: string, start: number, end: number, into: Address): boolean {
  into.port = -1;
  into.canonical = true;
  return parseIPv4(text, start, end, into) === end || parseIPv6(text, start, end, into);
}

/**
 * Reads `text[start, end)` as an address with or without a port: `a.b.c.d`, `a.b.c.d:port`, IPv6, `[v6]`,
 * `[v6]:port`. The port, 0–65535, goes to `into.port`.
 *
 * @returns whether it is one; if not, `into` holds no address
 */
export function parseEndpoint(text: string, start: number, end: number, into: Address): boolean {
  into.port = -1;
  into.canonical = true;
  if (text.charCodeAt(start) === OPEN && start < end) {
    const close = text.indexOf("]", start);
    if (close < 0 || close >= end || !parseIPv6(text, start + 1, close, into)) return refuse(into);
    into.canonical = false;
    if (close + 1 === end) return true;
    if (text.charCodeAt(close + 1) !== COLON) return refuse(into);
    return parsePort(text, close + 2, end, into);
  }
  const stop = parseIPv4(text, start, end, into);
  if (stop === end) return true;
  if (stop > start && text.charCodeAt(stop) === COLON) return parsePort(text, stop + 1, end, into);
  return parseIPv6(text, start, end, into);
}

/** Reads `text[start, end)` as a bare address, a colon and a port, also where IPv6 has no brackets. */
export function parseAddressColonPort(
  text: string,
  start: number,
  end: number,
  into: Address,
): boolean {
  const colon = text.lastIndexOf(":", end - 1);
  if (colon <= start) return refuse(into);
  const bracketed = text.charCodeAt(start) === OPEN && text.charCodeAt(colon - 1) === CLOSE;
  const found = bracketed
    ? parseIPv6(text, start + 1, colon - 1, into)
    : parseAddress(text, start, colon, into);
  return found ? parsePort(text, colon + 1, end, into) : refuse(into);
}

/** Canonical text: dotted decimal, or RFC 5952. */
export function formatAddress(address: Address): string {
  const { a } = address;
  return address.family === 4
    ? `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`
    : formatIPv6(address);
}

function refuse(into: Address): false {
  into.family = 0;
  into.port = -1;
  return false;
}

function parsePort(text: string, start: number, end: number, into: Address): boolean {
  if (end <= start || end - start > 5) return refuse(into);
  let port = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return refuse(into);
    port = port * 10 + digit;
  }
  if (port > 65535) return refuse(into);
  into.port = port;
  into.canonical = false;
  return true;
}

/** Where the dotted decimal at `start` ends, or -1. */
function parseIPv4(text: string, start: number, end: number, into: Address): number {
  let word = 0;
  let i = start;
  for (let octets = 1; ; octets++) {
    let octet = i < end ? text.charCodeAt(i) - 48 : -1;
    if (octet < 0 || octet > 9) return -1;
    i++;
    // After a leading zero nothing may follow; after another digit up to two more.
    for (let digits = octet === 0 ? 3 : 1; i < end; digits++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) break;
      if (digits === 3) return -1;
      octet = octet * 10 + digit;
      i++;
    }
    if (octet > 255) return -1;
    word = (word << 8) | octet;
    if (octets === 4) break;
    if (i >= end || text.charCodeAt(i) !== DOT) return -1;
    i++;
  }
  into.family = 4;
  into.a = word;
  into.b = into.c = into.d = 0;
  return i;
}

function parseIPv6(text: string, start: number, end: number, into: Address): boolean {
  let count = 0;
  let gap = -1;
  let i = start;
  let spelling = 0;
  if (text.charCodeAt(i) === COLON && i < end) {
    if (end - i < 2 || text.charCodeAt(i + 1) !== COLON) return refuse(into);
    gap = 0;
    i += 2;
  }
  while (i < end) {
    if (count === 8) return refuse(into);
    const first = i;
    let value = 0;
    while (i < end && i - first < 4) {
      const code = text.charCodeAt(i);
      const digit = hexDigit(code);
      if (digit < 0) break;
      if (code < 97 && code > 57) spelling |= UNUSUAL;
      value = (value << 4) | digit;
      i++;
    }
    if (i === first) return refuse(into);
    if (i < end && text.charCodeAt(i) === DOT) {
      if (count > 6 || parseIPv4(text, first, end, into) !== end) return refuse(into);
      groups[count++] = into.a >>> 16;
      groups[count++] = into.a;
      spelling |= UNUSUAL;
      break;
    }
    if (i - first > 1 && text.charCodeAt(first) === 48) spelling |= UNUSUAL;
    groups[count++] = value;
    if (value === 0) spelling |= WITH_ZERO;
    if (i === end) break;
    if (text.charCodeAt(i) !== COLON) return refuse(into);
    i++;
    if (i === end) return refuse(into);
    if (text.charCodeAt(i) === COLON) {
      if (gap >= 0) return refuse(into);
      gap = count;
      i++;
    }
  }
  if (gap < 0 ? count !== 8 : count > 7) return refuse(into);
  if (gap >= 0) {
    for (let from = count - 1, to = 7; to >= gap; from--, to--) {
      groups[to] = from >= gap ? groups[from]! : 0;
    }
  }
  storeGroups(into, spelling, gap, 8 - count);
  return true;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
