import { checkOptions, type OptionRules, type OptionsError } from "@client-ip/core/internal";
import { byteAt } from "../bytes.ts";
import { ERROR_CODES } from "../error-codes.ts";
import { formatByte, ProxyProtocolError } from "../errors.ts";
import type { Decoded } from "../header.ts";
import { BLOCK_SIGNATURE, beginsBlock, beginsLine, LINE_SIGNATURE } from "../signature.ts";
import { decodeV1, MAX_LINE } from "./v1.ts";
import { decodeV2 } from "./v2.ts";

/** How `decode` reads. */
export interface DecodeOptions {
  /**
   * The most bytes that a version 2 header may take, TLVs included: 4,096 unless told, at least 107. (The format's own
   * bound is 65,551; a client certificate in a TLV takes some 1,100.)
   */
  readonly maxByteLength?: number;
}

const DEFAULT_MAX_BYTE_LENGTH = 4_096;

const RULES: OptionRules<DecodeOptions> = {
  maxByteLength: {
    expected: `at least ${MAX_LINE}`,
    allows: (value) => value === undefined || value === null || Number(value) >= MAX_LINE,
  },
};

const OPTIONS_ERROR: OptionsError = {
  code: "max-byte-length",
  given: (option, value) => value ?? `the option "${option}"`,
  remedy: ERROR_CODES["max-byte-length"].remedy,
  create: ({ given }) => new ProxyProtocolError("max-byte-length", given),
};

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
  const limit = options === undefined ? DEFAULT_MAX_BYTE_LENGTH : limitOf(options);
  if (beginsLine(bytes)) return decodeV1(bytes);
  if (beginsBlock(bytes)) return decodeV2(bytes, limit);
  return failUnlessPrefix(bytes);
}

/** A valid limit is all that is looked at, since `decode` is called for each packet. */
function limitOf(options: DecodeOptions): number {
  const { maxByteLength } = options;
  if (maxByteLength !== undefined && maxByteLength >= MAX_LINE) return maxByteLength;
  checkOptions(options, RULES, OPTIONS_ERROR);
  return DEFAULT_MAX_BYTE_LENGTH;
}

/** Fewer bytes than a signature, or none. */
function failUnlessPrefix(bytes: Uint8Array): undefined {
  if (!ArrayBuffer.isView(bytes)) throw new TypeError("decode reads a Uint8Array");
  const isLine = byteAt(bytes, 0) === LINE_SIGNATURE[0];
  const signature = isLine ? LINE_SIGNATURE : BLOCK_SIGNATURE;
  for (const [index, byte] of bytes.entries()) {
    if (byte !== signature[index]) {
      throw new ProxyProtocolError("signature", formatByte(byte), index);
    }
  }
}
