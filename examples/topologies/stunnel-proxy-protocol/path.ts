import type { Hop } from "@client-ip/express";

/** stunnel on this machine, which sends a PROXY header on each connection. */
export const path: Hop = { name: "stunnel", address: "loopback", tells: "proxy-protocol" };
