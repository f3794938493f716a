import type { ProxyProtocolErrorCode } from "@client-ip/proxy-protocol";

/** Why a connection was closed before its server saw it. */
export type ProxyAcceptErrorCode =
  | ProxyProtocolErrorCode
  | "timeout"
  | "ended"
  | "reset"
  | "closed"
  | "unrecognized-peer";

/** A connection was closed for its PROXY header. Never thrown: it is what `onError` is told. */
export class ProxyAcceptError extends Error {
  override readonly name = "ProxyAcceptError";
  /** The decoder's code; or `timeout`, `ended` (no more bytes), `reset`, `closed` (by the server), `unrecognized-peer` (no PROXY hop, and `unrecognizedPeers: "reject"`). */
  readonly code: ProxyAcceptErrorCode;
  /** The socket's peer as Node gives it; `undefined` where it has none. */
  readonly peer: string | undefined;
  /** What to do about it, as sentences. */
  readonly remedy: string;

  /**
   * @param what went wrong, without a full stop
   * @param more `bytes`: those that are no header; `cause`: the decoder's or the socket's error
   */
  constructor(
    code: ProxyAcceptErrorCode,
    what: string,
    peer: string | undefined,
    { cause, bytes }: { readonly cause?: unknown; readonly bytes?: Uint8Array | undefined } = {},
  ) {
    const remedy = remedyFor(code, bytes?.[0]);
    const from = peer === undefined ? "" : ` (peer ${peer})`;
    super(`[${code}] ${what}${from}. ${remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.peer = peer;
    this.remedy = remedy;
  }
}

const TURN_ON =
  "turn the header on there (HAProxy: send-proxy-v2, nginx: proxy_protocol on), or take the peer's address out of the hop.";
const CHECK =
  "A health check that only connects does this: let it send a request (HAProxy: option httpchk).";

const REMEDIES: ReadonlyMap<ProxyAcceptErrorCode, string> = new Map<ProxyAcceptErrorCode, string>([
  ["timeout", `If the peer sends no header, ${TURN_ON} If it is slow, raise timeout.`],
  ["ended", CHECK],
  ["reset", CHECK],
  ["closed", "Nothing is to be done: the server was closed."],
  [
    "unrecognized-peer",
    "If it is a proxy of yours, add its address to the hop; if it may come without a header, say unrecognizedPeers: 'pass'.",
  ],
  ["too-large", "Raise maxByteLength, or let the peer leave TLVs out."],
]);

function remedyFor(code: ProxyAcceptErrorCode, first: number | undefined): string {
  if (code === "signature") return `The peer sends ${sentInstead(first)}: ${TURN_ON}`;
  return (
    REMEDIES.get(code) ??
    "The peer breaks the specification of the PROXY protocol: look at how it is set up there."
  );
}

/** A TLS handshake begins with the byte 22 (RFC 8446 5.1), a method of HTTP with a capital letter. */
function sentInstead(first = 0): string {
  if (first === 22) return "TLS, and no PROXY header before it";
  return first >= 0x41 && first <= 0x5a
    ? "plain HTTP, and no PROXY header before it"
    : "no PROXY header";
}
