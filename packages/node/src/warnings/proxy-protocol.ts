import { networkOf } from "./network.ts";
import type { ProxyAcceptError } from "../accept/proxy-accept-error.ts";
import { type ClientError, proxyHeaderHint } from "../accept/proxy-header-hint.ts";
import { warnOnce } from "./warn-once.ts";

/** In place of `onError`: a warning for each code and network. Strangers may be anybody: one for all of them. */
export function warnOfRefusal({ code, peer, message }: ProxyAcceptError): void {
  if (code === "closed") return;
  const network = code === "unrecognized-peer" ? "" : networkOf(bare(peer));
  warnOnce("CLIENT_IP_PROXY_REFUSED", `${code} ${network}`, () => {
    return `${message} The connection was closed. To hear of each: acceptProxyProtocol(server, { resolver, onError }).`;
  });
}

/**
 * Warns, once a process, of a peer whose header was not taken off, since it is no PROXY hop.
 *
 * @param error of `clientError`
 * @param peer as Node gives it
 */
export function warnOfUnreadHeader(error: ClientError, peer: string | undefined): void {
  const hint = proxyHeaderHint(error);
  if (hint === undefined) return;
  warnOnce("CLIENT_IP_PROXY_UNRECOGNIZED_PEER", "", () => {
    return peer === undefined ? hint : `${hint} This peer's network: ${networkOf(bare(peer))}.`;
  });
}

function bare(peer = ""): string {
  return peer.replace(/^::ffff:(?=\d+\.)/i, "");
}
