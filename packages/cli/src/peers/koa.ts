import { firstElement } from "./first-element.ts";
import type { Peer } from "./peer.ts";

/** Koa's `ctx.ip` (koa/lib/request.js). */
export const KOA: Peer = {
  name: "Koa",
  setting: "new Koa({ proxy: true })",
  answer: firstElement,
};
