import type { ProxyEndpoint, ProxyHeader } from "@client-ip/core";
import { byteAt, int32At, uint16At } from "../bytes.ts";
import { crc32c } from "../crc32c.ts";
import { ipv4Endpoint, ipv6Endpoint } from "../endpoint.ts";
import { formatByte, ProxyProtocolError, type ProxyProtocolErrorCode } from "../errors.ts";
import { type Decoded, headerWithAddresses, headerWithoutAddresses, NO_TLVS } from "./header.ts";
import { checkTlvs, listTlvs } from "../tlv/list.ts";
import { decodeUnixPath, UNIX_PATH_LENGTH } from "../unix-path.ts";

type Transport = ProxyHeader["transport"];

/** The length of what precedes the addresses: signature, version, command, family, length. */
export const FIXED_LENGTH = 16;

/**
 * Decodes a version 2 header (proxy-protocol.txt 2.2) whose first twelve bytes are the signature.
 *
 * @param limit the maximum length of the header in bytes
 * @returns undefined when more bytes are needed
 * @throws {ProxyProtocolError} at the first byte that is wrong; `crc32c` when the last one is there
 */
export function decodeV2(bytes: Uint8Array, limit: number): Decoded | undefined {
  if (bytes.length < 13) return undefined;
  const versionAndCommand = byteAt(bytes, 12);
  if (versionAndCommand >> 4 !== 2) throw byteError("v2-version", bytes, 12);
  const command = versionAndCommand & 15;
  if (command > 1) throw byteError("v2-command", bytes, 12);
  if (bytes.length < 14) return undefined;
  const familyByte = byteAt(bytes, 13);
  const addresses = command === 0 ? 0 : addressesLength(familyByte);
  if (addresses < 0) throw byteError("v2-family", bytes, 13);
  if (bytes.length < FIXED_LENGTH) return undefined;
  const length = uint16At(bytes, 14);
  const end = FIXED_LENGTH + length;
  if (end > limit) throw new ProxyProtocolError("too-large", `${end} bytes of ${limit}`, 14);
  if (addresses === 0) return withoutAddresses(bytes, end);
  if (length < addresses) {
    throw new ProxyProtocolError("v2-length", `${length} bytes for ${addresses} of addresses`, 14);
  }
  const tlvs = FIXED_LENGTH + addresses;
  const checksum = tlvs < end ? checkTlvs(bytes, tlvs, end) : 0;
  if (bytes.length < end) return undefined;
  verify(bytes, end, checksum);
  return { header: headerFrom(bytes, familyByte, tlvs, end), byteLength: end };
}

/**
 * The length of the addresses by the byte of family and transport; 0 for UNSPEC, -1 if undefined.
 */
function addressesLength(familyByte: number): number {
  switch (familyByte) {
    case 0x11:
    case 0x12:
      return 12;
    case 0x21:
    case 0x22:
      return 36;
    case 0x31:
    case 0x32:
      return 2 * UNIX_PATH_LENGTH;
    default:
      return familyByte === 0 ? 0 : -1;
  }
}

function headerFrom(bytes: Uint8Array, familyByte: number, tlvs: number, end: number): ProxyHeader {
  const transport = (familyByte & 15) === 1 ? "STREAM" : "DGRAM";
  switch (familyByte >> 4) {
    case 1:
      return inet(bytes, transport, tlvs, end);
    case 2:
      return inet6(bytes, transport, tlvs, end);
    default:
      return unix(bytes, transport, tlvs, end);
  }
}

// A function for each family: one for all would be too large for V8 to inline the constructors.

function inet(bytes: Uint8Array, transport: Transport, tlvs: number, end: number): ProxyHeader {
  const source = ipv4Endpoint(int32At(bytes, 16), uint16At(bytes, 24));
  const destination = ipv4Endpoint(int32At(bytes, 20), uint16At(bytes, 26));
  return headerWithAddresses("INET", transport, source, destination, bytes, tlvs, end);
}

function inet6(bytes: Uint8Array, transport: Transport, tlvs: number, end: number): ProxyHeader {
  const source = ipv6EndpointAt(bytes, 16, uint16At(bytes, 48));
  const destination = ipv6EndpointAt(bytes, 32, uint16At(bytes, 50));
  return headerWithAddresses("INET6", transport, source, destination, bytes, tlvs, end);
}

function ipv6EndpointAt(bytes: Uint8Array, at: number, port: number): ProxyEndpoint {
  return ipv6Endpoint(
    int32At(bytes, at),
    int32At(bytes, at + 4),
    int32At(bytes, at + 8),
    int32At(bytes, at + 12),
    port,
  );
}

function unix(bytes: Uint8Array, transport: Transport, tlvs: number, end: number): ProxyHeader {
  const source = { address: decodeUnixPath(bytes, FIXED_LENGTH), port: 0 };
  const destination = { address: decodeUnixPath(bytes, FIXED_LENGTH + UNIX_PATH_LENGTH), port: 0 };
  return headerWithAddresses("UNIX", transport, source, destination, bytes, tlvs, end);
}

/**
 * LOCAL and UNSPEC name no client, so the rest of the header is skipped (proxy-protocol.txt 2.2).
 * Its TLVs are listed only for the family UNSPEC, behind which senders put them, and only if all
 * are valid.
 */
function withoutAddresses(bytes: Uint8Array, end: number): Decoded | undefined {
  if (bytes.length < end) return undefined;
  const command = (byteAt(bytes, 12) & 15) === 0 ? "LOCAL" : "PROXY";
  let tlvs = NO_TLVS;
  if (byteAt(bytes, 13) === 0 && end > FIXED_LENGTH) {
    try {
      verify(bytes, end, checkTlvs(bytes, FIXED_LENGTH, end));
      tlvs = listTlvs(bytes, FIXED_LENGTH, end);
    } catch {
      // Not TLVs, or damaged ones: the receiver must discard the block, not the connection.
    }
  }
  return { header: headerWithoutAddresses(2, command, tlvs), byteLength: end };
}

/** Verifies the checksum at an index; 0 means that there is none. */
function verify(bytes: Uint8Array, end: number, checksum: number): void {
  if (checksum === 0) return;
  const sent = int32At(bytes, checksum);
  if (sent !== crc32c(bytes, end, checksum)) {
    throw new ProxyProtocolError("crc32c", `0x${(sent >>> 0).toString(16)}`, checksum);
  }
}

function byteError(
  code: ProxyProtocolErrorCode,
  bytes: Uint8Array,
  at: number,
): ProxyProtocolError {
  return new ProxyProtocolError(code, formatByte(byteAt(bytes, at)), at);
}
