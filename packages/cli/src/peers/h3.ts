import { firstElement } from "./first-element.ts";
import type { Peer } from "./peer.ts";

/** h3's `getRequestIP` (h3/src/utils/request.ts). */
export const H3: Peer = {
  name: "h3",
  setting: "getRequestIP(event, { xForwardedFor: true })",
  answer: firstElement,
};
