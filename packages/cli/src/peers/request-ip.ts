import requestIp from "request-ip";
import { nodeRequestOf, textOr } from "./node-request.ts";
import type { Peer } from "./peer.ts";

/** request-ip, which has no settings. */
export const REQUEST_IP: Peer = {
  name: "request-ip",
  setting: "requestIp.getClientIp(req)",
  answer: (request) => textOr(requestIp.getClientIp(nodeRequestOf(request))),
};
