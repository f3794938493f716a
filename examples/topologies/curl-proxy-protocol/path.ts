import type { Hop } from "@client-ip/express";

/** Whoever tries this out with curl on this machine. */
export const path: Hop = { name: "curl", address: "loopback", tells: "proxy-protocol" };
