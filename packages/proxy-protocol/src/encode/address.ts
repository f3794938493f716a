import type { ProxyEndpoint, ProxyHeader } from "@client-ip/core";
import { newWords, readIPv4, readIPv6, type Words } from "../decode/address-text.ts";
import { bytesOf, isBytes } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";

/** Both ends of the connection that a header is to describe; @throws {ProxyProtocolError} if one is missing. */
export function endsOf({ source, destination }: ProxyHeader): [ProxyEndpoint, ProxyEndpoint] {
  if (source === undefined) throw new ProxyProtocolError("encode-address", "no source");
  if (destination === undefined) throw new ProxyProtocolError("encode-address", "no destination");
  return [source, destination];
}

/** The words of an address given as text, of either family; @throws {ProxyProtocolError} `encode-address`. */
export function wordsOf(address: string): Words {
  const words = newWords();
  // The grammar reads up to a byte that ends the address.
  const bytes = bytesOf(`${address} `);
  for (const read of [readIPv4, readIPv6]) {
    if (read(bytes, 0, words) === address.length && isBytes(address)) return words;
  }
  throw badAddress(address);
}

export function badAddress(address: string): ProxyProtocolError {
  return new ProxyProtocolError("encode-address", JSON.stringify(address.slice(0, 120)));
}

/** A port that fits the wire; @throws {ProxyProtocolError} `encode-port`. */
export function portOf({ port }: ProxyEndpoint, most = 65_535): number {
  if (Number.isInteger(port) && port >= 0 && port <= most) return port;
  throw new ProxyProtocolError("encode-port", String(port));
}
