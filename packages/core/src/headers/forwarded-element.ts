import type { Address } from "../address/address.ts";
import { isBlank } from "./scan.ts";

const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const SEMICOLON = 59;
const EQUALS = 61;
const BACKSLASH = 92;
const OPEN = 91;
const CLOSE = 93;
const DELETE = 127;
const LAST_OBS_TEXT = 255;

/** 1 for the characters of a token (RFC 9110 5.6.2). */
const IN_TOKEN = new Uint8Array(128);
for (const char of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  IN_TOKEN[char.charCodeAt(0)] = 1;
}
/** The same, and what an IPv6 address, brackets and a port have besides. */
const IN_NODE = IN_TOKEN.slice();
for (const code of [COLON, OPEN, CLOSE]) IN_NODE[code] = 1;

const codesOf = (word: string): readonly number[] => Array.from(word, (char) => char.charCodeAt(0));
const FOR = codesOf("for");
const BY = codesOf("by");
const PROTO = codesOf("proto");
const HOST = codesOf("host");

/**
 * The value of `for` in the element that was parsed last, as `[from, to)` in its line, without
 * quotes.
 */
export const node: { from: number; to: number } = { from: 0, to: 0 };

/** Which values of an element may stand without quotes, beside tokens of the proxy's own. */
export interface ElementForm {
  readonly unquoted: boolean;
  readonly hostChecked: boolean;
}

/**
 * Whether `text[from, to)` is a forwarded-element (RFC 7239 4) with exactly one `for`, whose value
 * goes to {@link node}.
 */
export function parseElement(text: string, from: number, to: number, form: ElementForm): boolean {
  let found = false;
  for (let at = from; ; at++) {
    // Pairs may be empty: [ forwarded-pair ] *( ";" [ forwarded-pair ] ).
    if (at < to && text.charCodeAt(at) !== SEMICOLON) {
      const equals = endOf(IN_TOKEN, text, at, to);
      if (equals === at || text.charCodeAt(equals) !== EQUALS) return false;
      const value = equals + 1;
      const quoted = text.charCodeAt(value) === QUOTE;
      const kind = kindOf(text, at, equals);
      if (!quoted && kind === "text" && !form.hostChecked) return false;
      const allowed = form.unquoted && kind !== "text" ? IN_NODE : IN_TOKEN;
      const end = quoted ? endOfString(text, value, to) : endOf(allowed, text, value, to);
      if (end === value) return false;
      if (kind === "for") {
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

/**
 * The value of a parameter of an element that {@link parseElement} took, without quotes.
 *
 * @returns `undefined` if it is absent; empty text if it is not the only one of its name
 */
export function parameterOf(
  { text, from, to }: Pick<Address, "text" | "from" | "to">,
  name: "proto" | "host",
): string | undefined {
  const word = name === "proto" ? PROTO : HOST;
  let found: string | undefined;
  for (let at = from; at < to; at++) {
    if (text.charCodeAt(at) === SEMICOLON) continue;
    const equals = text.indexOf("=", at);
    const value = equals + 1;
    const quoted = text.charCodeAt(value) === QUOTE;
    const semicolon = text.indexOf(";", value);
    const bare = semicolon < 0 || semicolon > to ? to : semicolon;
    const end = quoted ? endOfString(text, value, to) : bare;
    if (equals - at === word.length && isWord(text, at, word)) {
      if (found !== undefined) return "";
      found = quoted ? unescaped(text.slice(value + 1, end - 1)) : text.slice(value, end);
    }
    at = end;
  }
  return found;
}

/**
 * Whether a parameter that may hold a client's text has no quotes in `line[0, end)`. Quotes are not
 * followed, because a client may have written them. Linear: each character is read at most twice. A
 * regular expression takes longer, for a line of commas.
 */
export function hasUnquotedText(line: string, end: number): boolean {
  for (let at = line.indexOf("="); at >= 0 && at < end; at = line.indexOf("=", at + 1)) {
    const next = line.charCodeAt(at + 1);
    if (next === QUOTE || next === BACKSLASH) continue;
    let from = at;
    while (from > 0 && IN_TOKEN[line.charCodeAt(from - 1)] === 1) from--;
    if (from === at || kindOf(line, from, at) !== "text") continue;
    do from--;
    while (isBlank(line.charCodeAt(from)));
    const before = line.charCodeAt(from);
    if (from < 0 || before === COMMA || before === SEMICOLON) return true;
  }
  return false;
}

/**
 * The kind of a parameter: `for`, one whose value the proxy chooses, or one that may hold a
 * client's text, such as `host`.
 */
function kindOf(text: string, from: number, to: number): "for" | "node" | "text" {
  const length = to - from;
  if (length === 3 && isWord(text, from, FOR)) return "for";
  if (length === 2 && isWord(text, from, BY)) return "node";
  return length === 5 && isWord(text, from, PROTO) ? "node" : "text";
}

/**
 * Whether `word` stands at `from`, in any case. Allocates nothing, because a client chooses how
 * often it runs.
 */
function isWord(text: string, from: number, word: readonly number[]): boolean {
  for (let i = 0; i < word.length; i++) {
    // The two cases of a letter differ in this bit alone.
    if ((text.charCodeAt(from + i) | 0x20) !== word[i]) return false;
  }
  return true;
}

/** The index after the allowed characters at `from`, or `from` if there are none. */
function endOf(allowed: Uint8Array, text: string, from: number, to: number): number {
  let at = from;
  while (at < to && allowed[text.charCodeAt(at)] === 1) at++;
  return at;
}

/** The index after the quoted-string (RFC 9110 5.6.4) at `open`, or `open` if it is none. */
function endOfString(text: string, open: number, to: number): number {
  for (let at = open + 1; at < to; at++) {
    let code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) code = text.charCodeAt(++at);
    if ((code < SPACE && code !== TAB) || code === DELETE || code > LAST_OBS_TEXT) break;
  }
  return open;
}

/** The text of a quoted-string without the backslashes of quoted-pairs (RFC 9110 5.6.4). */
export function unescaped(text: string): string {
  let plain = "";
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) === BACKSLASH) i++;
    plain += text.charAt(i);
  }
  return plain;
}
