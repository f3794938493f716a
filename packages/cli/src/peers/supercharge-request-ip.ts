import { Address, parseAddress } from "@client-ip/core/internal";
import { nodeRequestOf } from "./node-request.ts";
import type { Peer } from "./peer.ts";

/** The headers in which it looks, in its order (@supercharge/request-ip/dist/request.js). */
const LISTS = ["x-forwarded-for", "x-forwarded", "forwarded-for", "forwarded"];
const VALUES = [
  "x-real-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
  "true-client-ip",
  "x-cluster-client-ip",
];

/**
 * @supercharge/request-ip, which has no settings. A rule in place of the package, which needs Node:
 * the first address in the first header that has one, then the socket's.
 */
export const SUPERCHARGE_REQUEST_IP: Peer = {
  name: "@supercharge/request-ip",
  setting: "getClientIp(req)",
  answer: (request) => {
    const { headers, socket } = nodeRequestOf(request);
    const first = (name: string): string | undefined => firstAddress(headers[name]);
    for (const name of [...LISTS, "x-client-ip"]) {
      const found = first(name);
      if (found !== undefined) return found;
    }
    // Of these the whole header is the answer.
    const whole = VALUES.find((name) => first(name) !== undefined);
    return whole === undefined ? socket.remoteAddress : headers[whole]!.toLowerCase();
  },
};

function firstAddress(value: string | undefined): string | undefined {
  const elements = value?.toLowerCase().split(",") ?? [];
  return elements.map((element) => withoutPort(element.trim())).find((one) => isAddress(one));
}

function withoutPort(text: string): string {
  return isAddress(text) ? text : text.split(":")[0]!;
}

const into = new Address();

/** As `net.isIP`: with a zone, too. */
function isAddress(text: string): boolean {
  const bare = /^([\da-f:.]*:[\da-f:.]*)%[\w.:-]+$/i.exec(text)?.[1] ?? text;
  return parseAddress(bare, 0, bare.length, into);
}
