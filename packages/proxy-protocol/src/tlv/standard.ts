import type { ProxyHeader } from "@client-ip/core";
import { characters } from "../bytes.ts";
import { valueOf } from "./find.ts";
import { asciiText, utf8Text } from "./text.ts";
import { TLV } from "./types.ts";

/**
 * The protocol that the client and the proxy agreed on over TLS, such as `h2` (proxy-protocol.txt 2.2.1, RFC 7301);
 * one character a byte. It is the client's choice out of the proxy's list.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`.
 */
export function alpn(header: ProxyHeader): string | undefined {
  const value = valueOf(header.tlvs, TLV.ALPN);
  return value && characters(value, 0, value.length);
}

/**
 * The host name that the client asked for, usually TLS's SNI (proxy-protocol.txt 2.2.2), in the client's own case. The
 * client's word: it proves nothing about the client.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-text` (not UTF-8).
 */
export function authority(header: ProxyHeader): string | undefined {
  const value = valueOf(header.tlvs, TLV.AUTHORITY);
  return value && utf8Text(value);
}

/**
 * The proxy's name for the connection, at most 128 bytes of any kind (proxy-protocol.txt 2.2.5): for joining logs.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`.
 */
export function uniqueId(header: ProxyHeader): Uint8Array | undefined {
  return valueOf(header.tlvs, TLV.UNIQUE_ID);
}

/**
 * The name of the proxy's network namespace (proxy-protocol.txt 2.2.7).
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`, `tlv-text` (not printable ASCII).
 */
export function netns(header: ProxyHeader): string | undefined {
  const value = valueOf(header.tlvs, TLV.NETNS);
  return value && asciiText(value);
}
