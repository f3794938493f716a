import { ClientIpError, shareClass } from "@client-ip/core/internal";
import { ERROR_CODES } from "./error-codes.ts";

/** What can be wrong with a PROXY header; stable. docs/errors.md has a heading for each. */
export type ProxyProtocolErrorCode = keyof typeof ERROR_CODES;

/**
 * The one error class of this package. `decode` throws it for bytes that cannot be the beginning of
 * a PROXY header, the readers of TLVs for a value that is not what its type says, `encode` for a
 * header that cannot be written.
 *
 * The message holds no text from a peer, so it is safe to log. `offset` is the index of the wrong
 * byte in the header; `undefined` if no bytes were read.
 *
 * @example
 * ```ts
 * import { decode, ProxyProtocolError } from "@client-ip/proxy-protocol";
 *
 * try {
 *   decode(new TextEncoder().encode("GET / HTTP/1.1\r\n"));
 * } catch (error) {
 *   if (!(error instanceof ProxyProtocolError)) throw error;
 *   error.code; // -> "signature"
 *   error.offset; // -> 0
 * }
 * ```
 */
export class ProxyProtocolError extends ClientIpError<ProxyProtocolErrorCode> {
  static {
    shareClass(this, "ProxyProtocolError");
  }

  override readonly name = "ProxyProtocolError";
  /** Stable, kebab-case; what a program may switch on. */
  declare readonly code: ProxyProtocolErrorCode;

  constructor(code: ProxyProtocolErrorCode, given: string, offset?: number) {
    const { expected, remedy } = ERROR_CODES[code];
    super({ code, given, expected, remedy, offset });
  }
}

/** A byte as an error shows it: `0x41 'A'`. */
export function formatByte(byte: number): string {
  const hex = `0x${byte.toString(16).padStart(2, "0")}`;
  return byte > 0x20 && byte < 0x7f ? `${hex} '${String.fromCharCode(byte)}'` : hex;
}
