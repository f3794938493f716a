import type { ProxyEndpoint, ProxyHeader } from "@client-ip/core";
import { byteAt, uint16At, wordAt } from "../bytes.ts";
import { crc32c } from "../crc32c.ts";
import { ipv4Endpoint, ipv6Endpoint } from "../endpoint.ts";
import { ProxyProtocolError, type ProxyProtocolErrorCode, formatByte } from "../errors.ts";
import { type Decoded, headerWithAddresses, headerWithoutAddresses, NO_TLVS } from "../header.ts";
import { checkTlvs, listTlvs } from "../tlv/list.ts";
import { readUnixPath, UNIX_PATH } from "../unix-path.ts";

type Transport = ProxyHeader["transport"];

/** The bytes in front of the addresses: signature, version and command, family and transport, length. */
export const FIXED = 16;

/**
 * Reads a version 2 header (proxy-protocol.txt 2.2) whose first bytes, up to twelve, are the signature.
 *
 * @param limit the most bytes that the header may take.
 * @returns undefined when more bytes are needed.
 * @throws {ProxyProtocolError} at the first byte that shows that the header is wrong; `crc32c` at its last one.
 */
export function decodeV2(bytes: Uint8Array, limit: number): Decoded | undefined {
  if (bytes.length < 13) return undefined;
  const versionAndCommand = byteAt(bytes, 12);
  if (versionAndCommand >> 4 !== 2) throw refusal("v2-version", bytes, 12);
  const command = versionAndCommand & 15;
  if (command > 1) throw refusal("v2-command", bytes, 12);
  if (bytes.length < 14) return undefined;
  const pair = byteAt(bytes, 13);
  const addresses = command === 0 ? 0 : lengthOfAddresses(pair);
  if (addresses < 0) throw refusal("v2-family", bytes, 13);
  if (bytes.length < FIXED) return undefined;
  const length = uint16At(bytes, 14);
  const end = FIXED + length;
  if (end > limit) throw new ProxyProtocolError("too-large", `${end} bytes of ${limit}`, 14);
  if (addresses === 0) return withoutAddresses(bytes, end);
  if (length < addresses) {
    throw new ProxyProtocolError("v2-length", `${length} bytes for ${addresses} of addresses`, 14);
  }
  const tlvs = FIXED + addresses;
  const checksum = tlvs < end ? checkTlvs(bytes, tlvs, end) : 0;
  if (bytes.length < end) return undefined;
  verify(bytes, end, checksum);
  return { header: addressed(bytes, pair, tlvs, end), byteLength: end };
}

/** How many bytes the addresses of a family and transport take, 0 for UNSPEC, -1 if the pair is not defined. */
function lengthOfAddresses(pair: number): number {
  switch (pair) {
    case 0x11:
    case 0x12:
      return 12;
    case 0x21:
    case 0x22:
      return 36;
    case 0x31:
    case 0x32:
      return 2 * UNIX_PATH;
    default:
      return pair === 0 ? 0 : -1;
  }
}

function addressed(bytes: Uint8Array, pair: number, tlvs: number, end: number): ProxyHeader {
  const transport = (pair & 15) === 1 ? "STREAM" : "DGRAM";
  switch (pair >> 4) {
    case 1:
      return inet(bytes, transport, tlvs, end);
    case 2:
      return inet6(bytes, transport, tlvs, end);
    default:
      return unix(bytes, transport, tlvs, end);
  }
}

// A function for each family: one for all would be too large for the compiler to inline the constructors.

function inet(bytes: Uint8Array, transport: Transport, tlvs: number, end: number): ProxyHeader {
  const source = ipv4Endpoint(wordAt(bytes, 16), uint16At(bytes, 24));
  const destination = ipv4Endpoint(wordAt(bytes, 20), uint16At(bytes, 26));
  return headerWithAddresses("INET", transport, source, destination, bytes, tlvs, end);
}

function inet6(bytes: Uint8Array, transport: Transport, tlvs: number, end: number): ProxyHeader {
  const source = ipv6EndpointAt(bytes, 16, uint16At(bytes, 48));
  const destination = ipv6EndpointAt(bytes, 32, uint16At(bytes, 50));
  return headerWithAddresses("INET6", transport, source, destination, bytes, tlvs, end);
}

function ipv6EndpointAt(bytes: Uint8Array, at: number, port: number): ProxyEndpoint {
  return ipv6Endpoint(
    wordAt(bytes, at),
    wordAt(bytes, at + 4),
    wordAt(bytes, at + 8),
    wordAt(bytes, at + 12),
    port,
  );
}

function unix(bytes: Uint8Array, transport: Transport, tlvs: number, end: number): ProxyHeader {
  const source = { address: readUnixPath(bytes, FIXED), port: 0 };
  const destination = { address: readUnixPath(bytes, FIXED + UNIX_PATH), port: 0 };
  return headerWithAddresses("UNIX", transport, source, destination, bytes, tlvs, end);
}

/**
 * LOCAL and UNSPEC: what follows is skipped, whatever it is, since it says nothing about a client. TLVs are shown
 * only where senders put them, after a family of UNSPEC, and if they are right in every respect.
 */
function withoutAddresses(bytes: Uint8Array, end: number): Decoded | undefined {
  if (bytes.length < end) return undefined;
  const command = (byteAt(bytes, 12) & 15) === 0 ? "LOCAL" : "PROXY";
  let tlvs = NO_TLVS;
  if (byteAt(bytes, 13) === 0 && end > FIXED) {
    try {
      verify(bytes, end, checkTlvs(bytes, FIXED, end));
      tlvs = listTlvs(bytes, FIXED, end);
    } catch {
      // Not TLVs, or damaged ones: the specification has the block discarded, not the connection.
    }
  }
  return { header: headerWithoutAddresses(2, command, tlvs), byteLength: end };
}

/** Verifies the checksum whose place is given, if there is one. */
function verify(bytes: Uint8Array, end: number, checksum: number): void {
  if (checksum === 0) return;
  const sent = wordAt(bytes, checksum);
  if (sent !== crc32c(bytes, end, checksum)) {
    throw new ProxyProtocolError("crc32c", `0x${(sent >>> 0).toString(16)}`, checksum);
  }
}

function refusal(code: ProxyProtocolErrorCode, bytes: Uint8Array, at: number): ProxyProtocolError {
  return new ProxyProtocolError(code, formatByte(byteAt(bytes, at)), at);
}
