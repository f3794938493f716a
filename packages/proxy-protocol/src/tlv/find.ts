import type { ProxyHeader, ProxyTlv } from "@client-ip/core";
import { byteAt } from "../bytes.ts";
import { ProxyProtocolError } from "../errors.ts";

/**
 * The value of the one TLV of a type, undefined if there is none.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`: of two that may differ neither is the right one.
 */
export function valueOf(tlvs: readonly ProxyTlv[], type: number): Uint8Array | undefined {
  return onlyOne(
    tlvs.filter((tlv) => tlv.type === type),
    type,
  )?.value;
}

/**
 * The same for a vendor's type whose values begin with a byte for the kind: the value after that byte.
 *
 * @throws {ProxyProtocolError} `tlv-duplicate`; `tlv-length` if that byte is missing.
 */
export function valueOfKind(
  header: ProxyHeader,
  type: number,
  kind: number,
): Uint8Array | undefined {
  const ofKind = header.tlvs.filter(({ type: of, value }) => {
    if (of !== type) return false;
    if (value.length === 0) throw new ProxyProtocolError("tlv-length", `${named(type)} of 0 bytes`);
    return byteAt(value, 0) === kind;
  });
  return onlyOne(ofKind, type)?.value.subarray(1);
}

function onlyOne(tlvs: readonly ProxyTlv[], type: number): ProxyTlv | undefined {
  if (tlvs.length > 1)
    throw new ProxyProtocolError("tlv-duplicate", `${tlvs.length} of ${named(type)}`);
  return tlvs[0];
}

/** A TLV's type as errors name it. */
export function named(type: number): string {
  return `type 0x${type.toString(16).padStart(2, "0")}`;
}
