import type { ProxyEndpoint, ProxyHeader } from "@client-ip/core";
import { quote } from "@client-ip/core/internal";
import { newWords, parseIPv4, parseIPv6, type Words } from "../decode/address.ts";
import { isLatin1, latin1Bytes } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";

/**
 * Both ends of the connection.
 *
 * @throws {ProxyProtocolError} `encode-address` if one is missing
 */
export function endpointsOf({ source, destination }: ProxyHeader): [ProxyEndpoint, ProxyEndpoint] {
  if (source === undefined) throw new ProxyProtocolError("encode-address", "no source");
  if (destination === undefined) throw new ProxyProtocolError("encode-address", "no destination");
  return [source, destination];
}

/**
 * Parses the text of an address of either family.
 *
 * @throws {ProxyProtocolError} `encode-address`
 */
export function parseAddress(address: string): Words {
  const words = newWords();
  // The parsers need a byte that ends the address.
  const bytes = latin1Bytes(`${address} `);
  for (const parse of [parseIPv4, parseIPv6]) {
    if (parse(bytes, 0, words) === address.length && isLatin1(address)) return words;
  }
  throw addressError(address);
}

/** The error for an address, which it shows cut, and not if it may be a key. */
export function addressError(address: string): ProxyProtocolError {
  return new ProxyProtocolError("encode-address", quote(address));
}

/**
 * The port of an end, an integer from 0 to `max`.
 *
 * @throws {ProxyProtocolError} `encode-port`
 */
export function checkedPort({ port }: ProxyEndpoint, max = 65_535): number {
  if (Number.isInteger(port) && port >= 0 && port <= max) return port;
  throw new ProxyProtocolError("encode-port", quote(port));
}
