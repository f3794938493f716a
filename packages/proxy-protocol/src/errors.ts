/** What can be wrong with a PROXY header; stable. `docs/proxy-protocol.md` has a row for each. */
export type ProxyProtocolErrorCode =
  | "signature"
  | "v1-syntax"
  | "v1-family"
  | "v1-address"
  | "v1-port"
  | "v1-crlf"
  | "v1-too-long"
  | "v2-version"
  | "v2-command"
  | "v2-family"
  | "v2-length"
  | "too-large"
  | "crc32c"
  | "tlv-overrun"
  | "tlv-length"
  | "tlv-duplicate"
  | "tlv-text"
  | "encode-version"
  | "encode-family"
  | "encode-address"
  | "encode-port"
  | "encode-tlv"
  | "encode-too-large"
  | "max-byte-length";

/** What each code says was expected instead. */
export const EXPECTED: Readonly<Record<ProxyProtocolErrorCode, string>> = {
  signature: "the signature of a PROXY header, version 1 or 2",
  "v1-syntax": "exactly one space between the words of the line, and CRLF after the last one",
  "v1-family": "TCP4, TCP6 or UNKNOWN",
  "v1-address":
    "an address in plain text, the source's of the line's family: no leading zeros, no zone, no port",
  "v1-port": "a port from 0 to 65535, decimal, without leading zeros",
  "v1-crlf": "CR and LF together, at the end of the line only",
  "v1-too-long": "a line of at most 107 bytes",
  "v2-version": "version 2",
  "v2-command": "command 0 (LOCAL) or 1 (PROXY)",
  "v2-family": "family and transport 0x00, 0x11, 0x12, 0x21, 0x22, 0x31 or 0x32",
  "v2-length": "a length that holds the addresses of the family",
  "too-large": "a header within the limit of maxByteLength",
  crc32c: "the CRC32C of the header",
  "tlv-overrun": "TLVs that end where the header ends",
  "tlv-length": "a value of the length that its type has",
  "tlv-duplicate": "at most one TLV of this kind",
  "tlv-text": "text in the encoding of the TLV: UTF-8 or printable ASCII",
  "encode-version": "version 1 or 2",
  "encode-family": "a command, family and transport that this version can say",
  "encode-address": "a source and a destination whose addresses fit the family",
  "encode-port": "a port from 0 to 65535, for UNIX 0",
  "encode-tlv": "TLVs that version 2 can carry: a type from 0 to 255, a value of a fitting length",
  "encode-too-large": "a header of at most 107 bytes in version 1, 65,551 in version 2",
  "max-byte-length": "a limit of at least 107 bytes, what version 1 may need",
};

/**
 * The one error class of this package. `decode` throws it for bytes that cannot be the beginning of
 * a PROXY header, the readers of TLVs for a value that is not what its type says, `encode` for a
 * header that cannot be written. The message holds no text that a peer has chosen, so that it may be logged.
 */
export class ProxyProtocolError extends Error {
  override readonly name = "ProxyProtocolError";
  /** Stable, kebab-case; what a program may switch on. */
  readonly code: ProxyProtocolErrorCode;
  /** What was given, as short text. */
  readonly given: string;
  /** What was expected instead, as a phrase. */
  readonly expected: string;
  /** Where in the bytes it was found, 0 being the header's first; `undefined` when no bytes were read. */
  readonly offset: number | undefined;

  constructor(code: ProxyProtocolErrorCode, given: string, offset?: number) {
    const where = offset === undefined ? "" : ` at byte ${offset}`;
    super(`[${code}] given ${given}${where}, expected ${EXPECTED[code]}`);
    this.code = code;
    this.given = given;
    this.expected = EXPECTED[code];
    this.offset = offset;
  }
}

/** A byte as an error shows it: `0x41 'A'`. */
export function shownByte(byte: number): string {
  const hex = `0x${byte.toString(16).padStart(2, "0")}`;
  return byte > 0x20 && byte < 0x7f ? `${hex} '${String.fromCharCode(byte)}'` : hex;
}
