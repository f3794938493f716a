import type { Address } from "../address/address.ts";
import { parseEndpoint } from "../address/parse.ts";
import { MAX_FORWARDED_NODE } from "../limits.ts";
import { headerLines } from "./header-lines.ts";
import { firstInReach, setTrimmedSlice } from "./scan.ts";
import type { HeaderReader } from "./reader.ts";
import type { ReadResult } from "./read-result.ts";

const QUOTE = 34;
const COMMA = 44;
const SEMICOLON = 59;
const EQUALS = 61;
const BACKSLASH = 92;

/** 1 for the characters of a token (RFC 9110 5.6.2). */
const IN_TOKEN = new Uint8Array(128);
for (const char of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  IN_TOKEN[char.charCodeAt(0)] = 1;
}

/**
 * The value of `for` in the element that was parsed last, as `[from, to)` in its line, without
 * quotes.
 */
const node = { from: 0, to: 0 };

/**
 * Reads what one hop appended to Forwarded (RFC 7239): the last unread element of the last unread
 * line. Lines are not joined: an open quote in a client's line would swallow the proxy's.
 *
 * The element is found from the right, so that nothing that a client puts before it matters. At
 * most one suffix of a line is a complete element: after a comma inside a quoted-string, the text,
 * read as an element, would end inside quotes.
 */
export function readForwarded(reader: HeaderReader): ReadResult {
  reader.forwardedLines ??= headerLines(reader.evidence, "forwarded");
  const line = reader.forwardedRest ?? reader.forwardedLines.pop();
  if (line === undefined) return "exhausted";
  const comma = commaBeforeLast(line, firstInReach(reader, line.length));
  reader.budget -= line.length - comma;
  if (reader.budget < 0) return "too-long";
  reader.forwardedRest = comma < 0 ? undefined : line.slice(0, comma);
  setTrimmedSlice(reader.reported, line, comma + 1, line.length);
  if (!parseElement(line, reader.reported.from, reader.reported.to)) return "malformed";
  if (node.to - node.from > MAX_FORWARDED_NODE) return "too-long";
  const text = line.slice(node.from, node.to);
  return parseNode(text.includes("\\") ? unescaped(text) : text, reader.reported);
}

/**
 * The index of the comma before the last element: the last comma from `start` on that is not in a
 * quoted-string (RFC 9110 5.6.4), or `start - 1`.
 */
function commaBeforeLast(line: string, start: number): number {
  // Fast path: most lines have no comma.
  if (!line.includes(",", start)) return start - 1;
  let quoted = false;
  let at = line.length - 1;
  for (; at >= start; at--) {
    const code = line.charCodeAt(at);
    if (code === COMMA && !quoted) break;
    // From the right, any quote begins a string, and one that is not escaped ends it.
    if (code === QUOTE) quoted = !quoted || line.charCodeAt(at - 1) === BACKSLASH;
  }
  return at;
}

/**
 * Whether `text[from, to)` is a forwarded-element (RFC 7239 4) with exactly one `for`, whose value
 * goes to {@link node}.
 */
function parseElement(text: string, from: number, to: number): boolean {
  let found = false;
  for (let at = from; ; at++) {
    // Pairs may be empty: [ forwarded-pair ] *( ";" [ forwarded-pair ] ).
    if (at < to && text.charCodeAt(at) !== SEMICOLON) {
      const equals = endOfToken(text, at, to);
      if (equals === at || text.charCodeAt(equals) !== EQUALS) return false;
      const value = equals + 1;
      const quoted = text.charCodeAt(value) === QUOTE;
      const end = quoted ? endOfString(text, value, to) : endOfToken(text, value, to);
      if (end === value) return false;
      if (equals === at + 3 && text.slice(at, equals).toLowerCase() === "for") {
        if (found) return false;
        found = true;
        node.from = quoted ? value + 1 : value;
        node.to = quoted ? end - 1 : end;
      }
      at = end;
    }
    if (at === to) return found;
    if (text.charCodeAt(at) !== SEMICOLON) return false;
  }
}

/** The index after the token at `from`, or `from` if there is no token. */
function endOfToken(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && IN_TOKEN[text.charCodeAt(at)] === 1) at++;
  return at;
}

/** The index after the quoted-string (RFC 9110 5.6.4) at `open`, or `open` if it does not end. */
function endOfString(text: string, open: number, to: number): number {
  for (let at = open + 1; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
  return open;
}

/** The text of a quoted-string without the backslashes of quoted-pairs (RFC 9110 5.6.4). */
function unescaped(text: string): string {
  let plain = "";
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) === BACKSLASH) i++;
    plain += text.charAt(i);
  }
  return plain;
}

/** A node that hides the peer, with or without a port (RFC 7239 6.2, 6.3). */
const HIDDEN = /^(?:unknown|_[0-9a-z._-]+)(?::(?:\d{1,5}|_[0-9a-z._-]+))?$/i;
const OBFUSCATED_PORT = /:_[0-9a-z._-]+$/i;

/**
 * Parses `node = nodename [ ":" node-port ]` (RFC 7239 6). `unknown` and `_obfuscated` hide the
 * peer.
 */
function parseNode(text: string, into: Address): ReadResult {
  if (isEndpoint(text, into)) return "address";
  if (HIDDEN.test(text)) return "hidden";
  const name = text.replace(OBFUSCATED_PORT, "");
  return name !== text && isEndpoint(name, into) && into.port < 0 ? "address" : "malformed";
}

/** Whether it is an address with or without a port, IPv6 in brackets only. */
function isEndpoint(text: string, into: Address): boolean {
  const single = text.startsWith("[") || text.indexOf(":") === text.lastIndexOf(":");
  if (!single || !parseEndpoint(text, 0, text.length, into)) return false;
  into.canonical = false;
  return true;
}
