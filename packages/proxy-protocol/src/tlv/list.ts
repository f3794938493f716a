import type { ProxyTlv } from "@client-ip/core";
import { byteAt, uint16At } from "../bytes.ts";
import { ProxyProtocolError, type ProxyProtocolErrorCode } from "../errors.ts";
import { TLV } from "./types.ts";

/** The bytes in front of a value: type and length. */
export const HEAD = 3;

/** The longest PP2_TYPE_UNIQUE_ID (proxy-protocol.txt 2.2.5). */
export const MOST_UNIQUE_ID = 128;

/**
 * Checks that the TLVs between two places end where the header ends, as far as their bytes are there, and that those
 * whose length the specification says have it.
 *
 * @returns where the value of the CRC32C TLV begins; 0 if there is none, or not yet.
 * @throws {ProxyProtocolError} `tlv-overrun`, `tlv-length`, `tlv-duplicate` (of CRC32C).
 */
export function checkTlvs(bytes: Uint8Array, start: number, end: number): number {
  let checksum = 0;
  let at = start;
  while (at < end) {
    // Too few bytes for a head are wrong even before they have come.
    if (end - at >= HEAD && at + HEAD > bytes.length) break;
    const next = endOfTlv(bytes, at, end);
    const type = byteAt(bytes, at);
    const length = next - at - HEAD;
    if (type === TLV.CRC32C) {
      if (checksum > 0) throw wrong("tlv-duplicate", "a second CRC32C", at);
      if (length !== 4) throw wrong("tlv-length", `a CRC32C of ${length} bytes`, at);
      checksum = at + HEAD;
    } else if (type === TLV.UNIQUE_ID && length > MOST_UNIQUE_ID) {
      throw wrong("tlv-length", `a UNIQUE_ID of ${length} bytes`, at);
    }
    at = next;
  }
  return checksum;
}

/**
 * The TLVs between two places; the values are views of the bytes.
 *
 * @throws {ProxyProtocolError} `tlv-overrun`.
 */
export function listTlvs(bytes: Uint8Array, start: number, end: number): readonly ProxyTlv[] {
  const tlvs: ProxyTlv[] = [];
  let at = start;
  while (at < end) {
    const next = endOfTlv(bytes, at, end);
    tlvs.push({ type: byteAt(bytes, at), value: bytes.subarray(at + HEAD, next) });
    at = next;
  }
  return tlvs;
}

function endOfTlv(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < HEAD) throw wrong("tlv-overrun", `${end - at} bytes of a TLV's first 3`, at);
  const length = uint16At(bytes, at + 1);
  const next = at + HEAD + length;
  if (next > end) throw wrong("tlv-overrun", `a TLV that ends ${next - end} bytes later`, at);
  return next;
}

function wrong(code: ProxyProtocolErrorCode, given: string, at: number): ProxyProtocolError {
  return new ProxyProtocolError(code, given, at);
}
