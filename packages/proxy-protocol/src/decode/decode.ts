import { checkOptions, type OptionRules, type OptionsError } from "@client-ip/core/internal";
import { byteAt } from "../bytes.ts";
import { ERROR_CODES } from "../error-codes.ts";
import { formatByte, ProxyProtocolError } from "../errors.ts";
import type { Decoded } from "./header.ts";
import { startsWithV1, startsWithV2, V1_SIGNATURE, V2_SIGNATURE } from "../signature.ts";
import { decodeV1, MAX_LINE } from "./v1.ts";
import { decodeV2 } from "./v2.ts";

/** The options of {@link decode}. */
export interface DecodeOptions {
  /**
   * The maximum length of a version 2 header in bytes, TLVs included: 4,096 by default, at least
   * 107. The format itself allows 65,551; a client certificate in a TLV takes some 1,100.
   */
  readonly maxByteLength?: number;
}

const DEFAULT_MAX_BYTE_LENGTH = 4_096;

const RULES: OptionRules<DecodeOptions> = {
  maxByteLength: {
    expected: `at least ${MAX_LINE}`,
    // A limit that is right is never asked about: `limitOf` accepts it at once.
    allows: (value) => value === undefined || value === null,
  },
};

const OPTIONS_ERROR: OptionsError = {
  given: (option, value) => value ?? `the option "${option}"`,
  remedy: ERROR_CODES["max-byte-length"].remedy,
  create: (given) => new ProxyProtocolError("max-byte-length", given),
};

/**
 * Decodes the PROXY header, of version 1 or 2, at the start of the bytes (proxy-protocol.txt 2.1,
 * 2.2). Bytes after the header are not looked at.
 *
 * While the header is incomplete the result is `undefined`: call it again with all bytes received
 * so far. An error is thrown at the first wrong byte, and no further byte changes a result.
 *
 * Call it only for a peer that is known to send a header, never to find out whether there is one
 * (proxy-protocol.txt 5).
 *
 * The values of TLVs are views of the given bytes: do not change these while you use the header.
 *
 * @returns the header and its length; `undefined` when more bytes are needed
 * @throws {ProxyProtocolError} when the bytes cannot become a header; `max-byte-length` for a wrong
 *   option; `not-bytes` when `bytes` is not a Uint8Array
 *
 * @example
 * ```ts
 * import { decode } from "@client-ip/proxy-protocol";
 *
 * const line = "PROXY TCP4 203.0.113.7 192.0.2.10 40001 443\r\n";
 * const bytes = new TextEncoder().encode(`${line}GET / HTTP/1.1\r\n`);
 * decode(bytes.subarray(0, 20)); // -> undefined
 * const decoded = decode(bytes);
 * decoded?.header.source?.address; // -> "203.0.113.7"
 * decoded?.byteLength; // -> 45
 * ```
 */
export function decode(bytes: Uint8Array, options?: DecodeOptions): Decoded | undefined {
  // Untyped callers may give nothing.
  if (!bytes) return failUnlessPrefix(bytes);
  const limit = options === undefined ? DEFAULT_MAX_BYTE_LENGTH : limitOf(options);
  if (startsWithV1(bytes)) return decodeV1(bytes);
  if (startsWithV2(bytes)) return decodeV2(bytes, limit);
  return failUnlessPrefix(bytes);
}

/** A valid limit is accepted at once, because `decode` is called for each packet. */
function limitOf(options: DecodeOptions): number {
  const { maxByteLength } = options;
  if (maxByteLength !== undefined && maxByteLength >= MAX_LINE) return maxByteLength;
  checkOptions(options, RULES, OPTIONS_ERROR);
  return DEFAULT_MAX_BYTE_LENGTH;
}

/** For bytes without a complete signature: an error unless more bytes may complete it. */
function failUnlessPrefix(bytes: Uint8Array): undefined {
  if (!ArrayBuffer.isView(bytes)) {
    throw new ProxyProtocolError("not-bytes", bytes === null ? "null" : typeof bytes);
  }
  const isLine = byteAt(bytes, 0) === V1_SIGNATURE[0];
  const signature = isLine ? V1_SIGNATURE : V2_SIGNATURE;
  for (const [index, byte] of bytes.entries()) {
    if (byte !== signature[index]) {
      throw new ProxyProtocolError("signature", formatByte(byte), index);
    }
  }
}
