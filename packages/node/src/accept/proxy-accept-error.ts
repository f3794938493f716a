import { ClientIpError, type ClientIpErrorDetail } from "@client-ip/core";
import type { ProxyProtocolErrorCode } from "@client-ip/proxy-protocol";
import { ACCEPT_ERROR_CODES } from "./error-codes.ts";

/** Why a connection was closed before its server saw it. docs/errors.md has a heading for each. */
export type ProxyAcceptErrorCode = ProxyProtocolErrorCode | keyof typeof ACCEPT_ERROR_CODES;

/** What a {@link ProxyAcceptError} is made of. */
export interface ProxyAcceptErrorDetail extends Pick<
  ClientIpErrorDetail,
  "given" | "peer" | "offset" | "cause"
> {
  readonly code: ProxyAcceptErrorCode;
  /** Of the decoder's codes: what the decoder expected. The other codes have their own phrase. */
  readonly expected?: string;
  /** The first byte that the peer sent, if it sent any. */
  readonly firstByte?: number | undefined;
}

/**
 * A connection was closed for its PROXY header, or for the lack of one. Never thrown: the `onError`
 * option of `acceptProxyProtocol` is called with it.
 *
 * `peer` is the socket's peer as Node gives it, `undefined` if the socket has none. `cause` is the
 * decoder's or the socket's error. The message holds no text that the peer has chosen, so it is safe
 * to log.
 */
export class ProxyAcceptError extends ClientIpError {
  override readonly name = "ProxyAcceptError";
  /** A code of the decoder, or `timeout`, `ended`, `reset`, `closed`, `unrecognized-peer`. */
  declare readonly code: ProxyAcceptErrorCode;

  constructor({ firstByte, ...detail }: ProxyAcceptErrorDetail) {
    super({ expected: "a PROXY header", ...detail, ...adviceFor(detail.code, firstByte) });
  }
}

type Advice = Pick<ClientIpErrorDetail, "remedy"> & { readonly expected?: string };

/** The codes of the decoder for which there is more to say than that the peer breaks the specification. */
function adviceFor(code: ProxyAcceptErrorCode, firstByte: number | undefined): Advice {
  if (isOwnCode(code)) return ACCEPT_ERROR_CODES[code];
  if (code === "signature") return { remedy: `The peer sends ${nameOf(firstByte)}: ${TURN_ON}` };
  if (code === "too-large") {
    return { remedy: "Raise maxByteLength, or let the peer send fewer TLVs." };
  }
  return {
    remedy: "The peer breaks the PROXY protocol specification: check how it is configured.",
  };
}

function isOwnCode(code: ProxyAcceptErrorCode): code is keyof typeof ACCEPT_ERROR_CODES {
  return Object.hasOwn(ACCEPT_ERROR_CODES, code);
}

const TURN_ON =
  "turn the header on there (HAProxy: send-proxy-v2, nginx: proxy_protocol on), or take the peer's address out of the hop.";

/** A TLS handshake begins with byte 22 (RFC 8446 section 5.1), an HTTP method with a capital letter. */
function nameOf(firstByte = 0): string {
  if (firstByte === 22) return "TLS, and no PROXY header before it";
  return firstByte >= 0x41 && firstByte <= 0x5a
    ? "plain HTTP, and no PROXY header before it"
    : "no PROXY header";
}
