import type { ProxyTlv } from "@client-ip/core";
import { byteAt, uint16At } from "../bytes.ts";
import { ProxyProtocolError, type ProxyProtocolErrorCode } from "../errors.ts";
import { TLV } from "./types.ts";

/** The length of what precedes a value: a byte of type and two of length. */
export const TLV_HEAD_LENGTH = 3;

/** The maximum length of a PP2_TYPE_UNIQUE_ID in bytes (proxy-protocol.txt 2.2.5). */
export const MAX_UNIQUE_ID = 128;

/**
 * Checks the TLVs between two indexes as far as their bytes are there: that they end where the
 * header ends, and that CRC32C and UNIQUE_ID have the length that the specification gives them.
 *
 * @returns the index of the CRC32C TLV's value; 0 if there is none yet
 * @throws {ProxyProtocolError} `tlv-overrun`, `tlv-length`, `tlv-duplicate` (of CRC32C)
 */
export function checkTlvs(bytes: Uint8Array, start: number, end: number): number {
  let checksum = 0;
  let at = start;
  while (at < end) {
    // With less room than a head needs, the error is known before the bytes are there.
    if (end - at >= TLV_HEAD_LENGTH && at + TLV_HEAD_LENGTH > bytes.length) break;
    const next = endOfTlv(bytes, at, end);
    const type = byteAt(bytes, at);
    const length = next - at - TLV_HEAD_LENGTH;
    if (type === TLV.CRC32C) {
      if (checksum > 0) throw tlvError("tlv-duplicate", "a second CRC32C", at);
      if (length !== 4) throw tlvError("tlv-length", `a CRC32C of ${length} bytes`, at);
      checksum = at + TLV_HEAD_LENGTH;
    } else if (type === TLV.UNIQUE_ID && length > MAX_UNIQUE_ID) {
      throw tlvError("tlv-length", `a UNIQUE_ID of ${length} bytes`, at);
    }
    at = next;
  }
  return checksum;
}

/**
 * The TLVs between two indexes; the values are views of the bytes.
 *
 * @throws {ProxyProtocolError} `tlv-overrun`
 */
export function listTlvs(bytes: Uint8Array, start: number, end: number): readonly ProxyTlv[] {
  const tlvs: ProxyTlv[] = [];
  let at = start;
  while (at < end) {
    const next = endOfTlv(bytes, at, end);
    tlvs.push({ type: byteAt(bytes, at), value: bytes.subarray(at + TLV_HEAD_LENGTH, next) });
    at = next;
  }
  return tlvs;
}

function endOfTlv(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < TLV_HEAD_LENGTH) {
    throw tlvError("tlv-overrun", `${end - at} bytes of a TLV's first 3`, at);
  }
  const length = uint16At(bytes, at + 1);
  const next = at + TLV_HEAD_LENGTH + length;
  if (next > end) throw tlvError("tlv-overrun", `a TLV that ends ${next - end} bytes later`, at);
  return next;
}

function tlvError(code: ProxyProtocolErrorCode, given: string, at: number): ProxyProtocolError {
  return new ProxyProtocolError(code, given, at);
}
