import type { ProxyHeader, ProxyTlv } from "@client-ip/core";
import { byteAt } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";

/**
 * The value of the only TLV of a type, undefined if there is none.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`, since either of two may be the wrong one
 */
export function tlvValue(tlvs: readonly ProxyTlv[], type: number): Uint8Array | undefined {
  return onlyOne(
    tlvs.filter((tlv) => tlv.type === type),
    type,
  )?.value;
}

/**
 * The same for a vendor's type whose values begin with a byte for the subtype. The result is
 * without that byte.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`; `tlv-length` if that byte is missing
 */
export function subtypeValue(
  header: ProxyHeader,
  type: number,
  subtype: number,
): Uint8Array | undefined {
  const found = header.tlvs.filter(({ type: of, value }) => {
    if (of !== type) return false;
    if (value.length === 0)
      throw new ProxyProtocolError("tlv-length", `${formatType(type)} of 0 bytes`);
    return byteAt(value, 0) === subtype;
  });
  return onlyOne(found, type)?.value.subarray(1);
}

function onlyOne(tlvs: readonly ProxyTlv[], type: number): ProxyTlv | undefined {
  if (tlvs.length > 1) {
    throw new ProxyProtocolError("tlv-duplicate", `${tlvs.length} of ${formatType(type)}`);
  }
  return tlvs[0];
}

/** A TLV's type as an error shows it. */
export function formatType(type: number): string {
  return `type 0x${type.toString(16).padStart(2, "0")}`;
}
