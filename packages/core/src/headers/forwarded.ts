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

/** Where the value of the one `for` stands in the text that was read last: within its quotes, if it has any. */
const node = { from: 0, to: 0 };

/**
 * Reads what one hop appended to Forwarded (RFC 7239): the last unread element of the last unread line. Each line
 * stands for itself: in Node's joined string an open quote in the client's line would swallow the proxy's.
 *
 * Behind a line's commas there is never more than one complete element that reaches to its end: if a comma stands in a
 * quoted-string, what follows it begins where the string's text is taken for grammar, and then ends inside of quotes.
 * So the element is looked for from the right, and nothing that a client puts in front of it has any say in it.
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
 * The comma in front of the last element: the first from the right that no quoted-string (RFC 9110 5.6.4) holds. Is there
 * none from `start` on, the place before that.
 */
function commaBeforeLast(line: string, start: number): number {
  // The search for what is not there is by far the fastest.
  if (!line.includes(",", start)) return start - 1;
  let quoted = false;
  let at = line.length - 1;
  for (; at >= start; at--) {
    const code = line.charCodeAt(at);
    if (code === COMMA && !quoted) break;
    // From the right a string begins at any quote, and ends at one that is not escaped.
    if (code === QUOTE) quoted = !quoted || line.charCodeAt(at - 1) === BACKSLASH;
  }
  return at;
}

/** Whether `text[from, to)` is a forwarded-element (RFC 7239 4) with exactly one `for`, which is noted in {@link node}. */
function parseElement(text: string, from: number, to: number): boolean {
  let found = false;
  for (let at = from; ; at++) {
    // Empty pairs are allowed: [ forwarded-pair ] *( ";" [ forwarded-pair ] ).
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

/** Where the token ends that begins at `from`; there, if it is none. */
function endOfToken(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && IN_TOKEN[text.charCodeAt(at)] === 1) at++;
  return at;
}

/** Behind the quoted-string (RFC 9110 5.6.4) that begins at `open`; there, if it does not end. */
function endOfString(text: string, open: number, to: number): number {
  for (let at = open + 1; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
  return open;
}

/** A quoted-string's text without the backslash of each quoted-pair (RFC 9110 5.6.4). */
function unescaped(text: string): string {
  let plain = "";
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) === BACKSLASH) i++;
    plain += text.charAt(i);
  }
  return plain;
}

/** A node that hides the peer, with or without a port. */
const HIDDEN = /^(?:unknown|_[0-9a-z._-]+)(?::(?:\d{1,5}|_[0-9a-z._-]+))?$/i;
const OBFUSCATED_PORT = /:_[0-9a-z._-]+$/i;

/** `node = nodename [ ":" node-port ]` (RFC 7239 6): `unknown` and `_obfuscated` hide the peer. */
function parseNode(text: string, into: Address): ReadResult {
  if (isEndpoint(text, into)) return "address";
  if (HIDDEN.test(text)) return "hidden";
  const name = text.replace(OBFUSCATED_PORT, "");
  return name !== text && isEndpoint(name, into) && into.port < 0 ? "address" : "malformed";
}

/** Whether it is an address with or without a port: as in other headers, but IPv6 in brackets only. */
function isEndpoint(text: string, into: Address): boolean {
  const single = text.startsWith("[") || text.indexOf(":") === text.lastIndexOf(":");
  if (!single || !parseEndpoint(text, 0, text.length, into)) return false;
  into.canonical = false;
  return true;
}
