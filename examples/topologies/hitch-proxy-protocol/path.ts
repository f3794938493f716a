import type { Hop } from "@client-ip/express";

/** hitch on this machine, which sends a PROXY header on each connection. */
export const path: Hop = { name: "hitch", address: "loopback", tells: "proxy-protocol" };
