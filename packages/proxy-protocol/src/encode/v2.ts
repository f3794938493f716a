import type { ProxyEndpoint, ProxyHeader, ProxyTlv } from "@client-ip/core";
import { putUint16, putWord } from "../bytes.ts";
import { crc32c } from "../crc32c.ts";
import { ProxyProtocolError } from "../errors.ts";
import { BLOCK_SIGNATURE } from "../signature.ts";
import { HEAD, MOST_UNIQUE_ID } from "../tlv/list.ts";
import { TLV } from "../tlv/types.ts";
import { UNIX_PATH, writeUnixPath } from "../unix-path.ts";
import { FIXED } from "../decode/v2.ts";
import { badAddress, endsOf, portOf, wordsOf } from "./address.ts";

/** What the two bytes of length can say. */
const MOST_AFTER_FIXED = 0xffff;

/** Writes a version 2 header (proxy-protocol.txt 2.2). */
export function encodeV2(header: ProxyHeader): Uint8Array {
  const { command, tlvs } = header;
  const silent = command === "LOCAL" || header.family === "UNSPEC";
  const addresses = silent ? new Uint8Array() : addressBlock(header);
  const length = tlvs.reduce((sum, tlv) => sum + HEAD + byteLengthOf(tlv), addresses.length);
  if (length > MOST_AFTER_FIXED) {
    throw new ProxyProtocolError("encode-too-large", `${FIXED + length} bytes`);
  }
  const bytes = new Uint8Array(FIXED + length);
  bytes.set(BLOCK_SIGNATURE);
  bytes[12] = command === "LOCAL" ? 0x20 : 0x21;
  bytes[13] = silent ? 0 : pairOf(header);
  putUint16(bytes, 14, length);
  bytes.set(addresses, FIXED);
  const checksum = putTlvs(bytes, FIXED + addresses.length, tlvs);
  if (checksum > 0) putWord(bytes, checksum, crc32c(bytes, bytes.length, checksum));
  return bytes;
}

/** The byte that says family and transport. */
function pairOf({ family, transport }: ProxyHeader): number {
  const upper = { INET: 0x10, INET6: 0x20, UNIX: 0x30, UNSPEC: 0 }[family];
  if (transport === "STREAM") return upper | 1;
  if (transport === "DGRAM") return upper | 2;
  throw new ProxyProtocolError("encode-family", `${family} ${transport}`);
}

function addressBlock(header: ProxyHeader): Uint8Array {
  const [source, destination] = endsOf(header);
  if (header.family === "UNIX") return unixBlock(source, destination);
  const length = header.family === "INET" ? 4 : 16;
  const block = new Uint8Array(2 * length + 4);
  putAddress(block, 0, source, length);
  putAddress(block, length, destination, length);
  putUint16(block, 2 * length, portOf(source));
  putUint16(block, 2 * length + 2, portOf(destination));
  return block;
}

function putAddress(block: Uint8Array, at: number, end: ProxyEndpoint, length: number): void {
  const { family, a, b, c, d } = wordsOf(end.address);
  if ((family === 4) !== (length === 4)) throw badAddress(end.address);
  putWord(block, at, a);
  if (length === 4) return;
  putWord(block, at + 4, b);
  putWord(block, at + 8, c);
  putWord(block, at + 12, d);
}

function unixBlock(source: ProxyEndpoint, destination: ProxyEndpoint): Uint8Array {
  const block = new Uint8Array(2 * UNIX_PATH);
  for (const [index, end] of [source, destination].entries()) {
    portOf(end, 0);
    const path = writeUnixPath(end.address);
    if (path === undefined) throw badAddress(end.address);
    block.set(path, index * UNIX_PATH);
  }
  return block;
}

/** Writes the TLVs; gives the place of the checksum's value, left zero, or 0 if there is none. */
function putTlvs(bytes: Uint8Array, start: number, tlvs: readonly ProxyTlv[]): number {
  let checksum = 0;
  let at = start;
  for (const tlv of tlvs) {
    const { type, value } = tlv;
    const refused = whyRefused(tlv, checksum > 0);
    if (refused !== undefined) throw new ProxyProtocolError("encode-tlv", refused);
    bytes[at] = type;
    putUint16(bytes, at + 1, value.length);
    at += HEAD;
    if (type === TLV.CRC32C) checksum = at;
    else bytes.set(value, at);
    at += value.length;
  }
  return checksum;
}

/** A view of another realm is no instance of this one's Uint8Array. */
function byteLengthOf({ type, value }: ProxyTlv): number {
  if (ArrayBuffer.isView(value) && value.BYTES_PER_ELEMENT === 1) return value.length;
  throw new ProxyProtocolError("encode-tlv", `TLV ${type} whose value is no Uint8Array`);
}

function whyRefused({ type, value }: ProxyTlv, hasChecksum: boolean): string | undefined {
  if (!Number.isInteger(type) || type < 0 || type > 255) return `type ${type}`;
  const { length } = value;
  if (type === TLV.CRC32C && length !== 4) return `a CRC32C of ${length} bytes`;
  if (type === TLV.CRC32C && hasChecksum) return "a second CRC32C";
  if (type === TLV.UNIQUE_ID && length > MOST_UNIQUE_ID) return `a UNIQUE_ID of ${length} bytes`;
  return undefined;
}
