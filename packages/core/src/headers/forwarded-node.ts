import type { Address } from "../address/address.ts";
import { parseBareAddress, parseEndpoint } from "../address/parse.ts";
import type { ReadResult } from "./read-result.ts";

/** A node that hides the peer, with or without a port (RFC 7239 6.2, 6.3). */
const HIDDEN = /^(?:unknown|_[0-9a-z._-]+)(?::(?:\d{1,5}|_[0-9a-z._-]+))?$/i;
const OBFUSCATED_PORT = /:_[0-9a-z._-]+$/i;

/**
 * Parses `node = nodename [ ":" node-port ]` (RFC 7239 6). `unknown` and `_obfuscated` hide the
 * peer.
 *
 * @param unquoted an IPv6 address without a port may lack its brackets
 */
export function parseNode(text: string, unquoted: boolean, into: Address): ReadResult {
  if (isEndpoint(text, unquoted, into)) return "address";
  if (HIDDEN.test(text)) return "hidden";
  const name = text.replace(OBFUSCATED_PORT, "");
  const found = name !== text && isEndpoint(name, false, into) && into.port < 0;
  return found ? "address" : "malformed";
}

/** Whether it is an address with or without a port. */
function isEndpoint(text: string, unquoted: boolean, into: Address): boolean {
  const bracketed = text.startsWith("[") || text.indexOf(":") === text.lastIndexOf(":");
  const parse = bracketed ? parseEndpoint : parseBareAddress;
  if ((!bracketed && !unquoted) || !parse(text, 0, text.length, into)) return false;
  into.canonical = false;
  return true;
}
