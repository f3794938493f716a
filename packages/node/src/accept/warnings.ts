import type { ProxyAcceptError } from "./proxy-accept-error.ts";
import { type ClientError, proxyHeaderHint } from "./proxy-header-hint.ts";
import { networkOf } from "../warnings/network.ts";
import { warnOnce } from "../warnings/warn-once.ts";

/**
 * The default of `onError`: warns once for each code and network. Unrecognized peers come from any
 * network, so there is one warning for all of them.
 */
export function warnOfRefusal({ code, peer, message }: ProxyAcceptError): void {
  if (code === "closed") return;
  const network = code === "unrecognized-peer" ? "" : networkOf(unmapped(peer));
  const text = (): string =>
    `${message} The connection was closed. To hear of each: acceptProxyProtocol(server, { resolver, onError }).`;
  warnOnce("CLIENT_IP_PROXY_REFUSED", network, text, `CLIENT_IP_PROXY_REFUSED ${code}`);
}

/**
 * Warns once per process of a PROXY header that was not read because its peer is no PROXY hop.
 *
 * @param error of `clientError`.
 * @param peer as Node gives it.
 */
export function warnOfUnreadHeader(error: ClientError, peer: string | undefined): void {
  const hint = proxyHeaderHint(error);
  if (hint === undefined) return;
  warnOnce("CLIENT_IP_PROXY_UNRECOGNIZED_PEER", "", () => {
    return peer === undefined ? hint : `${hint} This peer's network: ${networkOf(unmapped(peer))}.`;
  });
}

/** IPv4-mapped addresses folded to IPv4, as in a resolution. */
function unmapped(peer = ""): string {
  return peer.replace(/^::ffff:(?=\d+\.)/i, "");
}
