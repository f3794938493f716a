import type { Hop } from "@client-ip/express";

/** nginx on this machine, which sends a PROXY header on each connection. */
export const path: Hop = { name: "nginx", address: "loopback", tells: "proxy-protocol" };
