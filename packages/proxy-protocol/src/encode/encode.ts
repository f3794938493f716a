import type { ProxyHeader } from "@client-ip/core";
import { quote } from "@client-ip/core/internal";
import { ProxyProtocolError } from "../errors.ts";
import { encodeV1 } from "./v1.ts";
import { encodeV2 } from "./v2.ts";

/**
 * Encodes a PROXY header (proxy-protocol.txt 2.1, 2.2). Send it as the first bytes of a connection
 * that carries the data of this one client.
 *
 * Encoding a decoded header gives the same bytes, with three exceptions: LOCAL and UNSPEC are
 * written without the block that the decoder skips, UNKNOWN without the rest of its line, and the
 * value of a CRC32C TLV is computed (give any four bytes).
 *
 * @param header `tlvs` is an array, empty if there are none
 * @throws {ProxyProtocolError} with a code that begins with `encode-` when the version cannot
 *   express the header, or `decode` would not accept it
 *
 * @example
 * ```ts
 * import { encode } from "@client-ip/proxy-protocol";
 *
 * const bytes = encode({
 *   version: 1,
 *   command: "PROXY",
 *   family: "INET",
 *   transport: "STREAM",
 *   source: { address: "203.0.113.7", port: 40_001 },
 *   destination: { address: "192.0.2.10", port: 443 },
 *   tlvs: [],
 * });
 * new TextDecoder().decode(bytes); // -> "PROXY TCP4 203.0.113.7 192.0.2.10 40001 443\r\n"
 * ```
 */
export function encode(header: ProxyHeader): Uint8Array {
  const { version, tlvs } = header;
  // Untyped callers may give anything, and a value without bytes would be sent as zeros.
  if (!Array.isArray(tlvs)) throw new ProxyProtocolError("encode-tlv", "no array of TLVs");
  if (version === 1) return encodeV1(header);
  if (version === 2) return encodeV2(header);
  throw new ProxyProtocolError("encode-version", quote(version));
}
