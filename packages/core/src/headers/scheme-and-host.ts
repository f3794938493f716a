import { Address } from "../address/address.ts";
import { parseBareAddress } from "../address/parse.ts";
import { MAX_SCANNED } from "../limits.ts";
import { isBlank } from "./scan.ts";

const IPV6 = new Address();

/** A domain name has at most 253 characters (RFC 1035 2.3.4), and a port adds six. */
const MAX_HOST = 259;

/**
 * A scheme, in any letter case (RFC 3986 3.1).
 *
 * @returns `undefined` for any other text
 */
export function readScheme(text: string): "http" | "https" | undefined {
  // Longer text is not lowered.
  if (text.length > 5) return undefined;
  const scheme = text.toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}

/**
 * A host with or without a port: `uri-host [ ":" port ]` (RFC 9110 7.2; RFC 3986 3.2.2). Not empty,
 * without a comma, and with a port from 1 to 65535.
 *
 * @returns the text as it is, or `undefined` if it is anything else
 */
export function readHost(text: string): string | undefined {
  if (text.length > MAX_HOST) return undefined;
  if (text !== last.text) last = { text, host: parseHost(text) };
  return last.host;
}

/** Most requests have the host of the one before. */
let last: { readonly text: string; readonly host: string | undefined } = {
  text: "",
  host: undefined,
};

function parseHost(text: string): string | undefined {
  const bracket = text.startsWith("[") ? text.indexOf("]") : 0;
  const colon = text.indexOf(":", bracket);
  const end = colon < 0 ? text.length : colon;
  if (bracket !== 0 && (end !== bracket + 1 || !isIPv6(text, bracket))) return undefined;
  if (bracket === 0 && !/^(?:[\w.~!$&'()*+;=-]|%[\dA-Fa-f]{2})+$/.test(text.slice(0, end))) {
    return undefined;
  }
  if (colon < 0) return text;
  const port = text.slice(colon + 1);
  return /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535 ? text : undefined;
}

function isIPv6(text: string, bracket: number): boolean {
  const colon = text.indexOf(":");
  return colon > 0 && colon < bracket && parseBareAddress(text, 1, bracket, IPV6);
}

/**
 * One element of a header, without the spaces and tabs around it.
 *
 * @param element 0: the only one; else counted from the right
 * @returns `undefined` if there is no such element, or the header is longer than a walk scans
 */
export function elementOf(text: string, element: number): string | undefined {
  if (text.length > MAX_SCANNED) return undefined;
  let end = text.length;
  let comma = text.lastIndexOf(",");
  if (element === 0 && comma >= 0) return undefined;
  for (let left = element; left > 1; left--) {
    if (comma < 0) return undefined;
    end = comma;
    // A negative position would count as 0.
    comma = end === 0 ? -1 : text.lastIndexOf(",", end - 1);
  }
  let start = comma + 1;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}
