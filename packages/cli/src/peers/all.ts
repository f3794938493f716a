import { EXPRESS } from "./express.ts";
import { FASTIFY } from "./fastify.ts";
import { H3 } from "./h3.ts";
import { KOA } from "./koa.ts";
import type { Peer, PeerRequest } from "./peer.ts";
import { REQUEST_IP } from "./request-ip.ts";
import { SUPERCHARGE_REQUEST_IP } from "./supercharge-request-ip.ts";

/**
 * What other libraries answer in their usual settings. It is their own code where that runs in a
 * browser (Express's proxy-addr, Fastify's, request-ip), and otherwise a rule that a test holds
 * equal to the package.
 *
 * @example
 * ```ts
 * import { PEERS } from "@client-ip/cli/peers";
 *
 * PEERS.some(({ name }) => name === "request-ip"); // -> true
 * ```
 */
export const PEERS: readonly Peer[] = [
  ...EXPRESS,
  FASTIFY,
  KOA,
  H3,
  REQUEST_IP,
  SUPERCHARGE_REQUEST_IP,
];

/** One library's answer to a request. */
export interface PeerAnswer extends Omit<Peer, "answer"> {
  /** What it answers; `undefined` for no answer. */
  readonly answer: string | undefined;
}

/**
 * What other libraries in their usual settings answer to a request. It runs in browsers, too.
 *
 * @param request the peer as bare address text, and the header lines: an `Evidence` of the core.
 *
 * @example
 * ```ts
 * import { answersOfPeers } from "@client-ip/cli/peers";
 *
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7"];
 * const answers = answersOfPeers({ peer: "127.0.0.1", rawHeaders });
 * answers.find(({ name }) => name === "Koa")?.answer; // -> "6.6.6.6"
 * ```
 */
export function answersOfPeers(request: PeerRequest): PeerAnswer[] {
  return PEERS.map(({ name, setting, answer }) => ({ name, setting, answer: answer(request) }));
}
