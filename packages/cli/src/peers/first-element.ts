import { nodeRequestOf, textOr } from "./node-request.ts";
import type { Peer } from "./peer.ts";

/** The first element of X-Forwarded-For, also a client's own; without one, the socket's peer. */
export const firstElement: Peer["answer"] = (request) => {
  const { headers, socket } = nodeRequestOf(request);
  const first = headers["x-forwarded-for"]?.split(",")[0];
  return textOr(first?.trim()) ?? socket.remoteAddress;
};
