import type { ProxyEndpoint, ProxyHeader, ProxyTlv } from "@client-ip/core";
import { quote } from "@client-ip/core/internal";
import { setInt32, setUint16 } from "../bytes.ts";
import { crc32c } from "../crc32c.ts";
import { ProxyProtocolError } from "../errors.ts";
import { V2_SIGNATURE } from "../signature.ts";
import { MAX_UNIQUE_ID, TLV_HEAD_LENGTH } from "../tlv/list.ts";
import { TLV } from "../tlv/types.ts";
import { encodeUnixPath, UNIX_PATH_LENGTH } from "../unix-path.ts";
import { FIXED_LENGTH } from "../decode/v2.ts";
import { addressError, checkedPort, endpointsOf, parseAddress } from "./address.ts";

/** The maximum of the two bytes of length. */
const MAX_LENGTH = 0xffff;

/** Encodes a version 2 header (proxy-protocol.txt 2.2). */
export function encodeV2(header: ProxyHeader): Uint8Array {
  const { command, tlvs } = header;
  const isWithoutClient = command === "LOCAL" || header.family === "UNSPEC";
  const addresses = isWithoutClient ? new Uint8Array() : addressBlock(header);
  const length = tlvs.reduce(
    (sum, tlv) => sum + TLV_HEAD_LENGTH + byteLengthOf(tlv),
    addresses.length,
  );
  if (length > MAX_LENGTH) {
    throw new ProxyProtocolError("encode-too-large", `${FIXED_LENGTH + length} bytes`);
  }
  const bytes = new Uint8Array(FIXED_LENGTH + length);
  bytes.set(V2_SIGNATURE);
  bytes[12] = command === "LOCAL" ? 0x20 : 0x21;
  bytes[13] = isWithoutClient ? 0 : familyByteOf(header);
  setUint16(bytes, 14, length);
  bytes.set(addresses, FIXED_LENGTH);
  const checksum = setTlvs(bytes, FIXED_LENGTH + addresses.length, tlvs);
  if (checksum > 0) setInt32(bytes, checksum, crc32c(bytes, bytes.length, checksum));
  return bytes;
}

/** The byte of family and transport. */
function familyByteOf({ family, transport }: ProxyHeader): number {
  const upper = { INET: 0x10, INET6: 0x20, UNIX: 0x30, UNSPEC: 0 }[family];
  if (transport === "STREAM") return upper | 1;
  if (transport === "DGRAM") return upper | 2;
  throw new ProxyProtocolError("encode-family", `${quote(family)} ${quote(transport)}`);
}

function addressBlock(header: ProxyHeader): Uint8Array {
  const [source, destination] = endpointsOf(header);
  if (header.family === "UNIX") return unixBlock(source, destination);
  const length = header.family === "INET" ? 4 : 16;
  const block = new Uint8Array(2 * length + 4);
  setAddress(block, 0, source, length);
  setAddress(block, length, destination, length);
  setUint16(block, 2 * length, checkedPort(source));
  setUint16(block, 2 * length + 2, checkedPort(destination));
  return block;
}

function setAddress(block: Uint8Array, at: number, end: ProxyEndpoint, length: number): void {
  const { family, a, b, c, d } = parseAddress(end.address);
  if ((family === 4) !== (length === 4)) throw addressError(end.address);
  setInt32(block, at, a);
  if (length === 4) return;
  setInt32(block, at + 4, b);
  setInt32(block, at + 8, c);
  setInt32(block, at + 12, d);
}

function unixBlock(source: ProxyEndpoint, destination: ProxyEndpoint): Uint8Array {
  const block = new Uint8Array(2 * UNIX_PATH_LENGTH);
  for (const [index, end] of [source, destination].entries()) {
    checkedPort(end, 0);
    const path = encodeUnixPath(end.address);
    if (path === undefined) throw addressError(end.address);
    block.set(path, index * UNIX_PATH_LENGTH);
  }
  return block;
}

/** Writes the TLVs; returns the index of the checksum, which it leaves zero, or 0 without one. */
function setTlvs(bytes: Uint8Array, start: number, tlvs: readonly ProxyTlv[]): number {
  let checksum = 0;
  let at = start;
  for (const tlv of tlvs) {
    const { type, value } = tlv;
    const problem = tlvProblem(tlv, checksum > 0);
    if (problem !== undefined) throw new ProxyProtocolError("encode-tlv", problem);
    bytes[at] = type;
    setUint16(bytes, at + 1, value.length);
    at += TLV_HEAD_LENGTH;
    if (type === TLV.CRC32C) checksum = at;
    else bytes.set(value, at);
    at += value.length;
  }
  return checksum;
}

/** The length of a value. `instanceof` would not accept a Uint8Array of another realm. */
function byteLengthOf({ type, value }: ProxyTlv): number {
  if (ArrayBuffer.isView(value) && value.BYTES_PER_ELEMENT === 1) return value.length;
  throw new ProxyProtocolError("encode-tlv", `TLV ${quote(type)} whose value is no Uint8Array`);
}

/** What is wrong with a TLV, as the given text of an error; undefined if nothing is. */
function tlvProblem({ type, value }: ProxyTlv, hasChecksum: boolean): string | undefined {
  if (!Number.isInteger(type) || type < 0 || type > 255) return `type ${quote(type)}`;
  const { length } = value;
  if (type === TLV.CRC32C && length !== 4) return `a CRC32C of ${length} bytes`;
  if (type === TLV.CRC32C && hasChecksum) return "a second CRC32C";
  if (type === TLV.UNIQUE_ID && length > MAX_UNIQUE_ID) return `a UNIQUE_ID of ${length} bytes`;
  return undefined;
}
