export type { PeerAnswer } from "./peers/all.ts";
export { answersOfPeers, PEERS } from "./peers/all.ts";
export type { Peer, PeerRequest } from "./peers/peer.ts";
