import { nodeRequestOf, textOr } from "./node-request.ts";
import type { Peer } from "./peer.ts";

/** Koa's `ctx.ip`: the first element of X-Forwarded-For (koa/lib/request.js). */
export const KOA: Peer = {
  name: "Koa",
  setting: "new Koa({ proxy: true })",
  answer: (request) => {
    const { headers, socket } = nodeRequestOf(request);
    const [first = ""] = (headers["x-forwarded-for"] ?? "").split(",");
    return textOr(first.trim()) ?? socket.remoteAddress;
  },
};
