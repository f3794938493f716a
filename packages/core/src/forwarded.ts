import { parseAddress } from "./address.ts";
import { headerLines } from "./header-lines.ts";
import { lookAt } from "./list.ts";
import type { State, Told } from "./state.ts";

/**
 * Reads what one hop appended to Forwarded (RFC 7239): the last unread element of the last unread line. Each line
 * stands for itself: in Node's joined string an open quote in the client's line would swallow the proxy's. Only the
 * element that is read must keep the grammar, but a line whose quotes are not closed has no elements at all.
 */
export function readForwarded(state: State): Told {
  state.forwardedLines ??= headerLines(state.evidence, "forwarded");
  for (;;) {
    const element = state.forwardedElements.pop();
    if (element !== undefined) return readElement(element, state);
    const line = state.forwardedLines.pop();
    if (line === undefined) return "exhausted";
    state.budget -= line.length;
    if (state.budget < 0) return "too-long";
    const elements = splitOutsideQuotes(line);
    if (elements === undefined) return "malformed";
    state.forwardedElements = elements;
  }
}

function readElement(element: string, state: State): Told {
  lookAt(state, element, 0, element.length);
  const node = forParameter(state.element);
  return node === undefined ? "malformed" : readNode(node, state);
}

/** Cuts at the commas that no quoted-string (RFC 9110 5.6.4) holds; `undefined` when one is not closed. */
function splitOutsideQuotes(line: string): string[] | undefined {
  const elements: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (char === '"') quoted = !quoted;
    else if (char === "\\" && quoted) i++;
    else if (char === "," && !quoted) {
      elements.push(line.slice(start, i));
      start = i + 1;
    }
  }
  elements.push(line.slice(start));
  return quoted ? undefined : elements;
}

/** One forwarded-pair: `token "=" ( token / quoted-string )`, sticky. */
const PAIR = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)|"((?:[^"\\]|\\.)*)")/y;

/** The one `for` of a forwarded-element (RFC 7239 4), unquoted; `undefined` if the grammar is broken or it has not exactly one. */
function forParameter(element: string): string | undefined {
  let node: string | undefined;
  let position = 0;
  while (position < element.length) {
    PAIR.lastIndex = position;
    const pair = PAIR.exec(element);
    // Empty pairs are allowed: [ forwarded-pair ] *( ";" [ forwarded-pair ] ).
    if (pair !== null) {
      position = PAIR.lastIndex;
      const [, name, token, quoted] = pair;
      if (name?.toLowerCase() === "for") {
        if (node !== undefined) return undefined;
        node = token ?? quoted?.replaceAll(/\\(.)/g, "$1");
      }
    }
    if (position < element.length && element[position] !== ";") return undefined;
    position++;
  }
  return node;
}

/** `node = nodename [ ":" node-port ]` (RFC 7239 6): IPv6 in brackets, `unknown` and `_obfuscated` hide the peer. */
function readNode(node: string, state: State): Told {
  const bracket = node.startsWith("[") ? node.indexOf("]") : -1;
  const colon = node.indexOf(":", bracket + 1);
  const name = colon < 0 ? node : node.slice(0, colon);
  const port = colon < 0 ? "" : node.slice(colon + 1);
  if (colon >= 0 && !/^(?:\d{1,5}|_[0-9A-Za-z._-]+)$/.test(port)) return "malformed";
  if (name.toLowerCase() === "unknown" || /^_[0-9A-Za-z._-]+$/.test(name)) return "hidden";
  const bare = bracket > 0 && bracket === name.length - 1 ? name.slice(1, -1) : name;
  if (bare.includes(":") !== (bare !== name)) return "malformed";
  if (!parseAddress(bare, 0, bare.length, state.told)) return "malformed";
  if (Number(port) > 65_535) return "malformed";
  state.told.port = /^\d+$/.test(port) ? Number(port) : -1;
  state.told.canonical = false;
  return "address";
}
