import { byteAt } from "../bytes.ts";
import { ProxyProtocolError, shownByte } from "../errors.ts";
import type { Decoded } from "../header.ts";
import { BLOCK_SIGNATURE, beginsBlock, beginsLine, LINE_SIGNATURE } from "../signature.ts";
import { decodeV1, MOST_LINE } from "./v1.ts";
import { decodeV2 } from "./v2.ts";

/** How `decode` reads. */
export interface DecodeOptions {
  /**
   * The most bytes that a version 2 header may take, TLVs included: 4,096 unless told, at least 107. (The format's own
   * bound is 65,551; a client certificate in a TLV takes some 1,100.)
   */
  readonly maxByteLength?: number;
}

const MAX_BYTE_LENGTH = 4_096;

/**
 * Reads the PROXY header, of version 1 or 2, that the bytes begin with; what follows it is not looked at.
 *
 * Any beginning of a header gives `undefined` until enough bytes are there for a verdict, and no further byte ever
 * changes a verdict: call it again with all bytes so far. Wrong bytes are refused as soon as they are seen. A header
 * is not to be guessed: call this only for a peer that is known to send one (proxy-protocol.txt 5).
 *
 * The values of TLVs are views of the given bytes, so leave these alone while you use them.
 *
 * @returns undefined when more bytes are needed.
 * @throws {ProxyProtocolError} when the bytes cannot become a header.
 * @throws {TypeError} for what is no bytes, such as text.
 */
export function decode(bytes: Uint8Array, options?: DecodeOptions): Decoded | undefined {
  const limit = options?.maxByteLength ?? limitWithout(options);
  if (!(limit >= MOST_LINE)) throw new ProxyProtocolError("max-byte-length", String(limit));
  if (beginsLine(bytes)) return decodeV1(bytes);
  if (beginsBlock(bytes)) return decodeV2(bytes, limit);
  return refuseUnlessPrefix(bytes);
}

/** A limit by another name would be none. */
function limitWithout(options: DecodeOptions | undefined): number {
  if (options === undefined) return MAX_BYTE_LENGTH;
  const other = Object.keys(options).find((name) => name !== "maxByteLength");
  if (other === undefined) return MAX_BYTE_LENGTH;
  throw new ProxyProtocolError("max-byte-length", `the option "${other}"`);
}

/** Fewer bytes than a signature, or none. */
function refuseUnlessPrefix(bytes: Uint8Array): undefined {
  if (!ArrayBuffer.isView(bytes)) throw new TypeError("decode reads a Uint8Array");
  const isLine = byteAt(bytes, 0) === LINE_SIGNATURE[0];
  const signature = isLine ? LINE_SIGNATURE : BLOCK_SIGNATURE;
  for (const [index, byte] of bytes.entries()) {
    if (byte !== signature[index]) {
      throw new ProxyProtocolError("signature", shownByte(byte), index);
    }
  }
}
