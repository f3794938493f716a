import { ClientIpError, type ClientIpErrorDetail } from "@client-ip/core";
import { shareClass } from "@client-ip/core/internal";
import type { ProxyProtocolErrorCode } from "@client-ip/proxy-protocol";
import { ACCEPT_ERROR_CODES } from "./error-codes.ts";

/** Why a connection was closed before its server saw it. docs/errors.md has a heading for each. */
export type ProxyAcceptErrorCode = ProxyProtocolErrorCode | keyof typeof ACCEPT_ERROR_CODES;

/**
 * The fields of a {@link ProxyAcceptError}. With a code of the decoder, the texts are the
 * decoder's.
 */
export interface ProxyAcceptErrorDetail extends Partial<ClientIpErrorDetail<ProxyAcceptErrorCode>> {
  readonly code: ProxyAcceptErrorCode;
  readonly given: string;
  /** The first byte that the peer sent, if it sent any. */
  readonly firstByte?: number | undefined;
}

/**
 * A connection was closed for its PROXY header, or because it sent none. Never thrown: the
 * `onError` option of `acceptProxyProtocol` is called with it.
 *
 * `peer` is the socket's peer as Node gives it, `undefined` if the socket has none. `cause` is the
 * decoder's or the socket's error. The message holds no text that the peer has chosen, so it is
 * safe to log.
 *
 * @example
 * ```ts
 * import { ProxyAcceptError } from "@client-ip/node/proxy-protocol";
 *
 * const error = new ProxyAcceptError({ code: "timeout", given: "5000 ms without a header" });
 * error.code; // -> "timeout"
 * ```
 */
export class ProxyAcceptError extends ClientIpError<ProxyAcceptErrorCode> {
  static {
    shareClass(this, "ProxyAcceptError");
  }

  override readonly name = "ProxyAcceptError";
  /** A code of the decoder, or `timeout`, `ended`, `reset`, `closed`, `unrecognized-peer`. */
  declare readonly code: ProxyAcceptErrorCode;

  constructor({ firstByte, ...detail }: ProxyAcceptErrorDetail) {
    super({
      expected: "a PROXY header",
      remedy: "Check how the peer is configured.",
      ...detail,
      ...wordsFor(detail.code, firstByte),
    });
  }
}

/** Texts in place of those of the decoder, which does not know the peer and the path. */
function wordsFor(
  code: ProxyAcceptErrorCode,
  firstByte: number | undefined,
): { readonly expected?: string; readonly remedy?: string } {
  if (code === "signature") return { remedy: `The peer sends ${kindOf(firstByte)}: ${TURN_ON}` };
  return isOwnCode(code) ? ACCEPT_ERROR_CODES[code] : {};
}

function isOwnCode(code: ProxyAcceptErrorCode): code is keyof typeof ACCEPT_ERROR_CODES {
  return Object.hasOwn(ACCEPT_ERROR_CODES, code);
}

const TURN_ON =
  "turn the header on there (HAProxy: send-proxy-v2, nginx: proxy_protocol on), or take the peer's address out of the hop.";

/**
 * A TLS handshake begins with byte 22 (RFC 8446 section 5.1), an HTTP method with a capital letter.
 */
function kindOf(firstByte = 0): string {
  if (firstByte === 22) return "TLS, and no PROXY header before it";
  return firstByte >= 0x41 && firstByte <= 0x5a
    ? "plain HTTP, and no PROXY header before it"
    : "no PROXY header";
}
