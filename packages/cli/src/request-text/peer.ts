import { canonicalAddress, quote } from "@client-ip/core/internal";
import { CommandError } from "../errors.ts";

/**
 * The socket's peer, as the core's `Evidence` has it.
 *
 * @param code for an option, or for a pasted request.
 * @throws CommandError with this code
 */
export function checkedPeer(peer: string, code: "command-usage" | "request-text"): string {
  if (peer === "unix" || peer === "invoker" || canonicalAddress(peer) !== undefined) return peer;
  throw new CommandError({
    code,
    given: `the peer ${quote(peer)}`,
    expected: "an address alone, without a port, brackets or a prefix length; or unix, or invoker",
    remedy: `Write what req.socket.remoteAddress is: --peer 127.0.0.1, or in JSON "peer": "127.0.0.1".`,
  });
}
