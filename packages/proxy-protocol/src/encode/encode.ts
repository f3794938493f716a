import type { ProxyHeader } from "@client-ip/core";
import { ProxyProtocolError } from "../errors.ts";
import { encodeV1 } from "./v1.ts";
import { encodeV2 } from "./v2.ts";

/**
 * Writes a PROXY header, to be sent as the first bytes of a connection that carries this one client's data alone.
 *
 * What was decoded is written back to the letter, with three exceptions: LOCAL and UNSPEC are written without the
 * block that the decoder skipped, the text of UNKNOWN's rest is dropped, and the value of a CRC32C TLV is computed
 * anew (give any four bytes).
 *
 * @param header `tlvs` is an array, empty for none
 * @throws {ProxyProtocolError} with a code that begins with `encode-`, when the version cannot say this, or
 * `decode` would refuse it.
 */
export function encode(header: ProxyHeader): Uint8Array {
  const { version, tlvs } = header;
  // Without types anything may stand here, and what has no bytes would be sent as zeros.
  if (!Array.isArray(tlvs)) throw new ProxyProtocolError("encode-tlv", "no array of TLVs");
  if (version === 1) return encodeV1(header);
  if (version === 2) return encodeV2(header);
  throw new ProxyProtocolError("encode-version", String(version));
}
