import { nodeRequestOf, textOr } from "./node-request.ts";
import type { Peer } from "./peer.ts";

/** h3's `getRequestIP`: the first element of X-Forwarded-For (h3/src/utils/request.ts). */
export const H3: Peer = {
  name: "h3",
  setting: "getRequestIP(event, { xForwardedFor: true })",
  answer: (request) => {
    const { headers, socket } = nodeRequestOf(request);
    const [first = ""] = (headers["x-forwarded-for"] ?? "").split(",");
    return textOr(first.trim()) ?? socket.remoteAddress;
  },
};
